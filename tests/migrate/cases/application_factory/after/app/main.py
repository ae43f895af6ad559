"""관광지 서비스: uvicorn app.main:create_app --factory"""
from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, Session, SQLModel, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///spots.db")
sync_engine = create_engine("sqlite:///spots.db")  # for code that cannot await


class Spot(SQLModel, table=True):
    name: str = Field(primary_key=True)


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


def seed() -> None:
    SQLModel.metadata.create_all(sync_engine)
    with Session(sync_engine) as session:
        session.merge(Spot(name="경복궁"))
        session.commit()


def create_app() -> FastAPI:
    seed()
    app = FastAPI()

    @app.get("/spots")
    async def spots(session: AsyncSession = Depends(get_session)):
        return (await session.exec(select(Spot))).all()

    return app


def health(session: Session) -> str:
    return session.exec(select(Spot.name)).first() or "empty"


def monitor() -> FastAPI:
    with Session(sync_engine) as session:
        state = health(session)
    app = FastAPI()
    app.add_api_route("/state", lambda: state)
    return app


def serve_monitor():
    import uvicorn

    uvicorn.run(monitor(), port=9000)
