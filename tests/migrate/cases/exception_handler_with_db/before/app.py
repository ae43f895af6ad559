from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from sqlmodel import Field, Session, SQLModel, create_engine, select
from sqlmodel.pool import StaticPool

engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)


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
def handle_business_error(request: Request, exc: BusinessError):
    # 오류를 남기고 번호를 돌려준다
    incident = Incident(path=request.url.path, message=exc.message)
    with Session(engine) as session:
        session.add(incident)
        session.commit()
        session.refresh(incident)
    return JSONResponse({"incident": incident.id}, status_code=exc.status)


@app.exception_handler(NotReady)
def handle_not_ready(request: Request, exc: NotReady):
    return JSONResponse({"detail": "준비 중"}, status_code=503)


def count_incidents(request, exc):
    with Session(engine) as session:
        return JSONResponse({"incidents": len(session.exec(select(Incident)).all())}, status_code=409)


app.add_exception_handler(LookupError, count_incidents)


@app.get("/fail/{kind}")
def fail(kind: str):
    raise {"business": BusinessError("잔액 부족", 402), "ready": NotReady(), "lookup": LookupError()}[kind]
