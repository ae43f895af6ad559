"""Which collections of new objects nothing has loaded."""

import ast

import pytest

from aiolift.analysis.model import Model
from aiolift.analysis.objects.loading import Loading
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from fastapi import FastAPI
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, relationship
from sqlmodel import Field, Relationship, SQLModel

app = FastAPI()


class Body(BaseModel):
    name: str


class Full(Body):
    posts: list[int]


class User(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    posts: list["Post"] = Relationship(back_populates="author")


class Post(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    author: User | None = Relationship(back_populates="posts")


class Base(MappedAsDataclass, DeclarativeBase):
    pass


class Team(Base):
    __tablename__ = "team"
    posts: Mapped[list["Post"]] = relationship(default_factory=list)


def fill(user):
    user.posts.append(Post())


@app.post("/users")
async def create(session: AsyncSession, body: Body, full: Full, sent: User):
    user = MADE
    session.add(user)
    BEFORE
    await session.flush()
    AFTER
    return user
"""


def _lacks(made: str, before: str = "pass", after: str = "pass") -> bool:
    """Whether the collection of what `create` returns is lacking."""
    text = CODE.replace("MADE", made).replace("BEFORE", before).replace("AFTER", after)
    model = Model(Program(files(text)))
    loading = Loading(model, AsyncSessions(model))
    (module,) = model.program.modules
    (create,) = (node for node in module.nodes(ast.AsyncFunctionDef) if node.name == "create")
    shown = create.body[-1]
    assert isinstance(shown, ast.Return)
    assert shown.value is not None
    posts = [found for found in model.mapping.relationships if found.name == "posts"]
    origins = loading.of(module, shown.value)
    return any(loading.lacks_new(origin, one, module, shown.value) for origin in origins for one in posts)


@pytest.mark.parametrize(
    "made", ["User(name=body.name)", "User(**body.model_dump())", "User.model_validate(body)", "sent"]
)
def test_a_stored_object_lacks_what_nobody_gave_it(made: str) -> None:
    """However an object is made, a flush leaves its untouched collection lazy."""
    assert _lacks(made)


@pytest.mark.parametrize(
    "made", ["User(name='x', posts=[])", "User(**full.model_dump())", "User.model_validate(full)", "Team()"]
)
def test_an_object_has_what_its_constructor_gave_it(made: str) -> None:
    """A collection that the constructor fills, or a dataclass's default, is there after the flush."""
    assert not _lacks(made)


@pytest.mark.parametrize("before", ["user.posts = []", "user.posts.append(Post())", "fill(user)", "Post(author=user)"])
def test_a_collection_that_is_filled_before_the_flush_is_there(before: str) -> None:
    """Whoever fills it, from either side: it needs no query afterwards."""
    assert not _lacks("User(name=body.name)", before)


def test_refresh_loads_only_what_it_names() -> None:
    """A refresh without names loads the columns alone."""
    assert _lacks("User(name=body.name)", after="await session.refresh(user)")
    assert not _lacks("User(name=body.name)", after='await session.refresh(user, ["posts"])')
