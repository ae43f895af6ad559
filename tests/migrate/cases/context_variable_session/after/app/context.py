from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite://")
_session: ContextVar[AsyncSession] = ContextVar("session")


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    buyer: Mapped[str]


@dataclass
class Context:
    user: str
    session: AsyncSession


def current_session() -> AsyncSession:
    return _session.get()


class CurrentMeta(type):
    @property
    def session(cls):
        return _session.get()

    @property
    async def orders(cls) -> int:
        return await cls.session.scalar(select(func.count(Order.id)))


class Current(metaclass=CurrentMeta):
    """The session of this context: `Current.session`, as `fastapi-sqlalchemy` has `db.session`."""


@asynccontextmanager
async def unit_of_work(user: str):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        token = _session.set(session)
        try:
            yield Context(user, session)
            await session.commit()
        finally:
            _session.reset(token)
