from sqlmodel import Field, Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    role: str = "member"


def get_session():
    with Session(engine) as session:
        yield session
