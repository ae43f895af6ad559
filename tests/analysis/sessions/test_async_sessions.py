"""Async sessions: which expire on commit, and what holds one."""

import ast

from aiolift.analysis.model import Model
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.program.program import Program
from tests.lint.program import files

CODE = """
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from elsewhere import engine, options

Expiring = async_sessionmaker(engine)
Lasting = async_sessionmaker(engine, expire_on_commit=False)
Unknown = async_sessionmaker(engine, **options)


class Repository:
    def __init__(self, session):
        self._session = session


async def main():
    async with Expiring() as one, Lasting() as two, Unknown() as three:
        repository = Repository(one)
        return one, two, three, repository
"""


def _named(code: str) -> tuple[AsyncSessions, dict[str, ast.Name]]:
    model = Model(Program(files(code)))
    tree = model.program.modules[0].tree
    return AsyncSessions(model), {node.id: node for node in ast.walk(tree) if isinstance(node, ast.Name)}


def test_a_session_expires_as_the_call_says_that_made_its_factory() -> None:
    """Only a factory that surely expires its objects on commit gives sessions that do."""
    sessions, names = _named(CODE)
    assert [sessions.expires(names[name]) for name in ("one", "two", "three")] == [True, False, False]


def test_an_object_holds_a_session_that_it_was_given() -> None:
    """An object with a session in an attribute holds it; a session itself is no holder."""
    sessions, names = _named(CODE)
    assert sessions.holds(names["repository"])
    assert not sessions.holds(names["one"])
    assert sessions.is_session(names["one"])
