"""Which expressions work on one session."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.analysis.sessions.shared_sessions import SharedSessions
from tests.program.code import model_of

CODE = """
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from base import engine, use

factory = async_sessionmaker(engine)

async def get_session():
    async with factory() as session:
        yield session

class Heroes:
    def __init__(self, session: AsyncSession): self.session = session

class Teams:
    def __init__(self, session: AsyncSession): self.session = session

async def get_heroes(session: AsyncSession = Depends(get_session)): return Heroes(session)

async def get_teams(session: AsyncSession = Depends(get_session)): return Teams(session)

async def made(db: AsyncSession):
    heroes = Heroes(db)
    teams = Teams(session=db)
    use(heroes, teams)

async def made_apart(db: AsyncSession, other: AsyncSession):
    heroes = Heroes(db)
    teams = Teams(other)
    use(heroes, teams)

async def provided(heroes: Heroes = Depends(get_heroes), teams: Teams = Depends(get_teams)):
    use(heroes, teams)

class Service:
    def __init__(self, db: AsyncSession, other: AsyncSession):
        self.heroes = Heroes(db)
        self.teams = Teams(db)
        self.elsewhere = Teams(other)

    async def kept(self):
        use(self.heroes, self.teams)

    async def kept_apart(self):
        use(self.heroes, self.elsewhere)
"""


@pytest.mark.parametrize(
    ("name", "is_one"),
    [("made", True), ("made_apart", False), ("provided", True), ("kept", True), ("kept_apart", False)],
)
def test_objects_that_are_made_with_one_session_have_one_source(name: str, is_one: bool) -> None:
    """Repositories share the session that a variable, a parameter of `__init__`, or a dependency gives both."""
    model = model_of(CODE)
    shared = SharedSessions(model, AsyncSessions(model))
    site = next(
        site
        for site in model.sites
        if isinstance(site.node.func, ast.Name)
        and site.node.func.id == "use"
        and site.function
        and site.function.name == name
    )
    first, second = (shared.source(site.function, node) for node in site.node.args)
    assert (first == second) is is_one
