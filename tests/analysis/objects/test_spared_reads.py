"""Reads of relationships that need no query, or do not happen."""

from __future__ import annotations

import pytest

from aiolift.analysis.model import Model
from aiolift.analysis.objects.loading import Loading
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from sqlalchemy import ForeignKey, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"
    id: Mapped[int] = mapped_column(primary_key=True)
    posts: Mapped[list["Post"]] = relationship(back_populates="author")


class Post(Base):
    __tablename__ = "post"
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    author: Mapped[User] = relationship(back_populates="posts")


async def find(session: AsyncSession, user: User, number: int):
    return (await session.scalars(select(Post).where(WHERE))).one()


def shown(post: Post, with_author: bool = True):
    return READ


async def show(session: AsyncSession, user: User):
    return shown(await find(session, user, 1), with_author=False)
"""


def _unloaded(read: str, where: str = "Post.id == number") -> int:
    model = Model(Program(files(CODE.replace("READ", read).replace("WHERE", where))))
    return len(list(Loading(model, AsyncSessions(model)).unloaded()))


@pytest.mark.parametrize(
    ("read", "where"),
    [
        pytest.param("post.author if with_author else None", "Post.id == number", id="flag"),
        pytest.param("post.author_id or post.author.id", "Post.id == number", id="key"),
        pytest.param("post.author", "Post.author_id == user.id", id="in the session"),
        pytest.param("post.author", "Post.author_id.in_([one.id for one in [user]])", id="one of several"),
    ],
)
def test_reads_that_are_spared(read: str, where: str) -> None:
    """A helper reads what its caller asks for, a key stands for the object, the session has what is compared with."""
    assert _unloaded(read, where) == 0


@pytest.mark.parametrize(
    "read",
    ["post.author", "post.author if post else None", "post.number or post.author"],
)
def test_reads_that_are_not(read: str) -> None:
    """A condition on the object itself, and another column of it, spare nothing."""
    assert _unloaded(read) == 1


def test_a_collection_is_not_in_the_session() -> None:
    """The session finds one object by its key, not those that have a key of it."""
    code = CODE.replace("READ", "post.author").replace("WHERE", "Post.author_id == user.id")
    code += """

async def posts(session: AsyncSession, post: Post):
    user = (await session.scalars(select(User).where(User.id == post.author_id))).one()
    return user.posts
"""
    model = Model(Program(files(code)))
    assert [one.relationship.name for one in Loading(model, AsyncSessions(model)).unloaded()] == ["posts"]


def test_the_way_back_is_in_the_session() -> None:
    """An object of a collection leads back to the one that has the collection."""
    code = CODE.replace("READ", "1").replace("WHERE", "True")
    code += """

async def authors(session: AsyncSession, number: int):
    user = (await session.scalars(select(User).where(User.id == number).options(selectinload(User.posts)))).one()
    return [post.author for post in user.posts]
"""
    model = Model(Program(files(code.replace("relationship\n", "relationship, selectinload\n", 1))))
    assert list(Loading(model, AsyncSessions(model)).unloaded()) == []
