"""관광지 서비스: uvicorn app.main:create_app --factory"""
from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///spots.db")


class Spot(SQLModel, table=True):
    name: str = Field(primary_key=True)


def get_session():
    with Session(engine) as session:
        yield session


def seed() -> None:
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.merge(Spot(name="경복궁"))
        session.commit()


def create_app() -> FastAPI:
    seed()
    app = FastAPI()

    @app.get("/spots")
    def spots(session: Session = Depends(get_session)):
        return session.exec(select(Spot)).all()

    return app


def health(session: Session) -> str:
    return session.exec(select(Spot.name)).first() or "empty"


def monitor() -> FastAPI:
    with Session(engine) as session:
        state = health(session)
    app = FastAPI()
    app.add_api_route("/state", lambda: state)
    return app


def serve_monitor():
    import uvicorn

    uvicorn.run(monitor(), port=9000)
