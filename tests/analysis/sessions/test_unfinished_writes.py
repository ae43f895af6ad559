"""HTTP errors behind writes."""

from __future__ import annotations

import pytest

from aiolift.analysis.sessions.unfinished_writes import UnfinishedWrites
from tests.program.code import model_of

FUNCTION = """
from fastapi import HTTPException
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

async def helper(session: AsyncSession):
    session.add(object())

async def work(session: AsyncSession, many):
{body}
"""


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("session.add(1)\n    raise HTTPException(400)", 1),
        ("await helper(session)\n    raise HTTPException(400)", 1),
        ("for one in many:\n        if not one: raise HTTPException(400)\n        session.add(one)", 1),
        ("await session.execute(update(many))\n    raise HTTPException(400)", 1),
        ("await session.execute(select(many))\n    raise HTTPException(400)", 0),
        ("if many:\n        session.add(1)\n    raise HTTPException(400)", 0),
        ("session.add(1)\n    await session.commit()\n    raise HTTPException(400)", 0),
        ("session.add(1)\n    raise ValueError", 0),
        ("try:\n        session.add(1)\n    except Exception:\n        raise HTTPException(400)", 0),
    ],
)
def test_a_write_that_surely_ran_before_an_error(body: str, found: int) -> None:
    """A write counts on every way to the error until it is committed or rolled back; other exceptions do not."""
    model = model_of(FUNCTION.format(body="    " + body))
    work = next(function for function in model.program.functions if function.name == "work")
    assert len(UnfinishedWrites(model).of(work)) == found
