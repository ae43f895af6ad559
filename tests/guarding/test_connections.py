"""Connections that are not given back."""

from __future__ import annotations

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

import aiolift
from aiolift.errors import GuardError
from tests.guarding import service


async def test_still_out(engine: AsyncEngine) -> None:
    """A session that is open at the end is named by the line that took its connection."""
    with pytest.raises(GuardError, match=r"in leave_open, called from .*test_still_out: the connection") as raised:  # noqa: SIM117
        with aiolift.guard():
            session = await service.leave_open(engine)
    assert "is still out at the end. Open sessions and connections with `async with`" in str(raised.value)
    await session.close()


@pytest.mark.filterwarnings("ignore:The garbage collector is trying to clean up:sqlalchemy.exc.SAWarning")
async def test_left_to_the_garbage_collector(engine: AsyncEngine) -> None:
    """A connection that nobody holds any more was not given back either."""
    with pytest.raises(GuardError, match="in forget.* was left to the garbage collector"), aiolift.guard():
        await service.forget(engine)


async def test_taken_before(engine: AsyncEngine) -> None:
    """What was taken before the block, or while somebody else answers for it, is not counted."""
    before = await service.leave_open(engine)
    with aiolift.guard() as guard:
        with guard.connections.shared():
            shared = await service.leave_open(engine)
        await before.close()
    await shared.close()


async def test_detached(engine: AsyncEngine) -> None:
    """A connection that the application has taken out of its pool is its own."""
    with aiolift.guard():
        connection = await engine.connect()
        (await connection.get_raw_connection()).detach()
    await connection.close()
