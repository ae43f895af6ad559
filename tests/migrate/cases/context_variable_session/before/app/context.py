from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite://")
_session: ContextVar[Session] = ContextVar("session")


class Base(DeclarativeBase):
    pass


class Order(Base):
    __tablename__ = "orders"
    id: Mapped[int] = mapped_column(primary_key=True)
    buyer: Mapped[str]


@dataclass
class Context:
    user: str
    session: Session


def current_session() -> Session:
    return _session.get()


class CurrentMeta(type):
    @property
    def session(cls):
        return _session.get()

    @property
    def orders(cls) -> int:
        return cls.session.scalar(select(func.count(Order.id)))


class Current(metaclass=CurrentMeta):
    """The session of this context: `Current.session`, as `fastapi-sqlalchemy` has `db.session`."""


@contextmanager
def unit_of_work(user: str):
    with Session(engine) as session:
        token = _session.set(session)
        try:
            yield Context(user, session)
            session.commit()
        finally:
            _session.reset(token)
