"""Sessions that are closed before the response of their request is sent."""

from __future__ import annotations

import pytest
from packaging.specifiers import SpecifierSet

from aiolift.analysis.async_sessions import AsyncSessions
from aiolift.analysis.dependencies import Dependencies
from aiolift.analysis.ended_sessions import EndedSessions, ends_early
from aiolift.analysis.reachable import Reachable
from aiolift.analysis.traces import Traces
from tests.program.code import model_of

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


@pytest.mark.parametrize(("is_early", "ended"), [(False, ["short", "object_", "block"]),
                                                  (True, ["short", "whole", "object_", "block"])])  # fmt: skip
def test_what_is_closed_before(is_early: bool, ended: list[str]) -> None:
    """A dependency of the function's scope and a block end before what runs later; in early releases all do."""
    model = model_of(CODE)
    sessions, dependencies = AsyncSessions(model), Dependencies(model)
    found = EndedSessions(model, sessions, dependencies, Traces(model), Reachable(model), is_early=is_early)
    later = [site for site in model.sites if "base.later" in site.externals]
    names = [site.function.name for site in later if site.function and found.why(site, site.node.args[0])]
    assert sorted(names) == sorted(ended)


@pytest.mark.parametrize(
    ("specifier", "early"),
    [
        ("==0.115.6", True),
        ("==0.115.*", True),
        ("<0.118", True),
        ("<=0.117.1", True),
        ("~=0.115.0", True),
        (">=0.110,<0.116", True),
        ("", False),
        (">=0.110", False),
        ("~=0.115", False),
        ("==0.118.0", False),
        ("==0.105.0", False),
        ("<1", False),
    ],
)
def test_which_requirements_allow_only_early_releases(specifier: str, early: bool) -> None:
    """FastAPI 0.106 to 0.117 ends dependencies before the response; a requirement that allows later ones does not."""
    assert ends_early(SpecifierSet(specifier)) is early
