"""Reads of expired objects, in the order in which a function runs."""

import pytest

from aiolift.analysis.model import Model
from aiolift.analysis.objects.expiry import Expiry
from aiolift.analysis.objects.loading import Loading
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from elsewhere import engine


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)


def fail():
    raise ValueError


async def main(flag):
    async with AsyncSession(engine) as session:
        user = await session.get(User, 1)
        BODY
"""


@pytest.mark.parametrize(
    ("body", "reads"),
    [
        (["await session.commit()", "print(user.id)"], 1),
        (["await session.commit()", "print(user.id)", "print(user.id)"], 1),
        (["await session.commit()", "await session.refresh(user)", "print(user.id)"], 0),
        (["if flag:", "    await session.commit()", "print(user.id)"], 1),
        (["if flag:", "    await session.commit()", "    fail()", "print(user.id)"], 0),
        (["while flag:", "    print(user.id)", "    await session.commit()"], 1),
        (["await session.delete(user)", "await session.commit()", "print(user.id)"], 0),
        (["await session.commit()", "await session.get(User, 1)", "print(user.id)"], 0),
        (["await session.rollback()", "print(user.id)"], 1),
    ],
)
def test_what_is_read_after_what(body: list[str], reads: int) -> None:
    """A commit expires; a refresh, a query, a way that raises, or a deletion keeps the read from being one."""
    model = Model(Program(files(CODE.replace("BODY", "\n        ".join(body)))))
    sessions = AsyncSessions(model)
    assert len(Expiry(model, sessions, Loading(model, sessions)).reads) == reads
