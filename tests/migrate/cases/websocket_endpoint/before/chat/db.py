from sqlmodel import Field, Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Message(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    room: str
    text: str


def get_session():
    with Session(engine) as session:
        yield session
