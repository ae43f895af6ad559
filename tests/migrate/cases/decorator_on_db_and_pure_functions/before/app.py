from sqlmodel import Field, Session, SQLModel, create_engine, func, select

from metrics import counted

engine = create_engine("sqlite://")


class Visit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    path: str


@counted
def normalise(path: str) -> str:
    return path.rstrip("/") or "/"


@counted
def record(path: str) -> int:
    with Session(engine) as session:
        session.add(Visit(path=normalise(path)))
        session.commit()
        return session.exec(select(func.count()).select_from(Visit)).one()
