"""What loader options, `refresh` and helpers load."""

from aiolift.analysis.model import Model
from aiolift.analysis.objects.loading import Loading
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, relationship, selectinload


class Base(DeclarativeBase):
    pass


class Post(Base):
    __tablename__ = "post"


class User(Base):
    __tablename__ = "user"
    posts: Mapped[list[Post]] = relationship()


async def read(session: AsyncSession):
    user = (await session.scalars(select(User)OPTIONS)).one()
    return user.posts


async def load(user):
    await user.awaitable_attrs.posts
"""


def _unloaded(options: str) -> int:
    model = Model(Program(files(CODE.replace("OPTIONS", options))))
    return len(list(Loading(model, AsyncSessions(model)).unloaded()))


def test_a_relationship_that_no_option_names_is_unloaded() -> None:
    """A read is unloaded without an option of its query, and loaded with one."""
    assert _unloaded("") == 1
    assert _unloaded(".options(selectinload(User.posts))") == 0


def test_options_that_are_unknown_may_load_anything() -> None:
    """A loader that cannot be seen is trusted."""
    assert _unloaded(".options(somewhere.loader)") == 0
    assert _unloaded(".options(selectinload(somewhere))") == 0
