from sqlmodel import Field, SQLModel, create_engine, func, select
from sqlmodel import Session

engine = create_engine("sqlite:///audit.db", connect_args={"timeout": 30})


class Event(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


def count_events() -> int:
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(Event)).one()
