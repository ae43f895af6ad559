"""Sessions that are closed before the response of their request is sent."""

from __future__ import annotations

import pytest

from aiolift.analysis.reachable import Reachable
from aiolift.analysis.requirements.releases import releases
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.analysis.sessions.ended_sessions import EndedSessions, ends_early
from aiolift.analysis.sessions.traces import Traces
from aiolift.analysis.web.dependencies import Dependencies
from tests.program.code import model_of, text_file

CODE = """
from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker
from base import engine, later
factory = async_sessionmaker(engine)

async def get():
    async with factory() as session:
        yield session

class Kept:
    def __init__(self, session): self.session = session
    async def names(self): return await self.session.scalars("SELECT 1")

async def kept(session=Depends(get, scope="function")):
    return Kept(session)

async def short(session=Depends(get, scope="function")):
    later(session)

async def whole(session=Depends(get)):
    later(session)

async def object_(one=Depends(kept)):
    later(one)

async def block():
    async with factory() as session:
        later(session)
"""


@pytest.mark.parametrize(("early", "ended"), [(None, ["short", "object_", "block"]),
                                               ("this FastAPI", ["short", "whole", "object_", "block"])])  # fmt: skip
def test_what_is_closed_before(early: str | None, ended: list[str]) -> None:
    """A dependency of the function's scope and a block end before what runs later; in early releases all do."""
    model = model_of(CODE)
    sessions, dependencies = AsyncSessions(model), Dependencies(model)
    found = EndedSessions(model, sessions, dependencies, Traces(model), Reachable(model), early=early)
    later = [site for site in model.sites if "base.later" in site.externals]
    names = [site.function.name for site in later if site.function and found.why(site, site.node.args[0])]
    assert sorted(names) == sorted(ended)


@pytest.mark.parametrize(
    ("specifier", "early"),
    [
        ("==0.115.6", "this FastAPI"),
        ("==0.115.*", "this FastAPI"),
        (">=0.110,<0.116", "this FastAPI"),
        ("~=0.115.0", "this FastAPI"),
        ("", "FastAPI 0.106 to 0.117, which no requirement rules out"),
        (">=0.110", "FastAPI 0.106 to 0.117, which the requirements allow"),
        ("<0.118", "FastAPI 0.106 to 0.117, which the requirements allow"),
        ("==0.118.0", None),
        (">=0.120", None),
        ("==0.105.0", None),
    ],
)
def test_which_requirements_allow_early_releases(specifier: str, early: str | None) -> None:
    """FastAPI 0.106 to 0.117 ends dependencies before the response; only later or earlier limits rule those out."""
    assert ends_early(releases([text_file("requirements.txt", f"fastapi{specifier}\n")], "fastapi")) == early
