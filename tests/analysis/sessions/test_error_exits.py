"""Generators that commit although an exception was thrown at their `yield`."""

from __future__ import annotations

import pytest

from aiolift.analysis.sessions.error_exits import commit_after_error
from tests.program.code import model_of

GENERATOR = """
from fastapi import HTTPException
from sqlalchemy.ext.asyncio import AsyncSession

async def provider(session: AsyncSession):
    try:
        yield session
{rest}
"""


@pytest.mark.parametrize(
    ("rest", "commits"),
    [
        ("    finally:\n        await session.commit()", True),
        ("    except HTTPException:\n        await session.commit()\n        raise", True),
        ("    except Exception:\n        pass\n    await session.commit()", True),
        ("    except Exception:\n        raise\n    await session.commit()", False),
        ("    except Exception:\n        await session.rollback()\n    await session.commit()", False),
        ("    except ValueError:\n        pass\n    await session.commit()", False),
        ("    except ValueError:\n        pass\n    else:\n        await session.commit()", False),
        ("    finally:\n        if session.dirty:\n            await session.commit()", True),
        ("    finally:\n        if session.info:\n            await session.commit()", False),
    ],
)
def test_a_commit_is_reached_by_an_http_exception(rest: str, commits: bool) -> None:
    """`finally` and handlers that catch an HTTPException count; a rollback, a re-raise or a condition ends the way."""
    model = model_of(GENERATOR.format(rest=rest))
    (provider,) = model.program.functions
    assert (commit_after_error(model, provider) is not None) is commits
