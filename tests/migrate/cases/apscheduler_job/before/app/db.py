from sqlmodel import Field, Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Login(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    expired: bool = False
