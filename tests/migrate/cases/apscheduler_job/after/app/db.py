from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, Session, SQLModel
from sqlmodel.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Login(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    expired: bool = False
