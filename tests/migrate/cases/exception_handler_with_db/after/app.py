from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)


class Incident(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    path: str
    message: str


class BusinessError(Exception):
    def __init__(self, message: str, status: int = 400):
        super().__init__(message)
        self.message = message
        self.status = status


class NotReady(Exception):
    pass


app = FastAPI()


@app.exception_handler(BusinessError)
async def handle_business_error(request: Request, exc: BusinessError):
    # 오류를 남기고 번호를 돌려준다
    incident = Incident(path=request.url.path, message=exc.message)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(incident)
        await session.commit()
        await session.refresh(incident)
    return JSONResponse({"incident": incident.id}, status_code=exc.status)


@app.exception_handler(NotReady)
def handle_not_ready(request: Request, exc: NotReady):
    return JSONResponse({"detail": "준비 중"}, status_code=503)


async def count_incidents(request, exc):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return JSONResponse({"incidents": len((await session.exec(select(Incident))).all())}, status_code=409)


app.add_exception_handler(LookupError, count_incidents)


@app.get("/fail/{kind}")
def fail(kind: str):
    raise {"business": BusinessError("잔액 부족", 402), "ready": NotReady(), "lookup": LookupError()}[kind]
