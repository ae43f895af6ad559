"""The guarded block: what it raises, when, and what is as before afterwards."""

from __future__ import annotations

import gc
import sys
import time
import warnings
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

import aiolift
from aiolift.errors import BlockingCallError, GuardError, ImplicitIOError
from tests.guarding import service

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.servers import Server


async def test_what_is_right_passes(engine: AsyncEngine) -> None:
    """A block in which everything is awaited and given back ends as it would without a guard."""
    with aiolift.guard():
        assert await service.right(engine) == "Jeju"


async def test_what_is_right_passes_on_a_server(mariadb: Server, fresh_database: Callable[..., str]) -> None:
    """A driver that connects, logs in and queries over a socket does nothing that a guard takes for a mistake."""
    engine = create_async_engine(fresh_database(mariadb))
    with aiolift.guard():
        await service.prepare(engine)
        assert await service.right(engine) == "Jeju"
    with pytest.raises(GuardError, match=r"service.py:\d+ in leave_open.*is still out at the end"), aiolift.guard():
        session = await service.leave_open(engine)
    await session.close()
    await engine.dispose()


async def test_lists_all(engine: AsyncEngine) -> None:
    """One error lists each mistake once, in their order, and carries an error for each."""
    with pytest.raises(GuardError, match="caught 2 mistakes") as raised, aiolift.guard():
        await service.block()
        await service.read_unloaded(engine)
        await service.block()
    assert [type(one) for one in raised.value.caught] == [BlockingCallError, ImplicitIOError]
    assert list(service.lines_of(str(raised.value))) == [str(one) for one in raised.value.caught]


async def test_another_exception_wins() -> None:
    """An exception that leaves the block stays what it is, and has what was caught as a note."""
    with pytest.raises(KeyError) as raised, aiolift.guard():
        await service.block()
        raise KeyError
    assert "time.sleep blocks the event loop" in raised.value.__notes__[0]


async def test_everything_is_as_before() -> None:
    """After the block, what blocks is watched no more, and the interpreter's switches are as they were."""
    gc.unfreeze()  # tests/conftest.py freezes
    sleep, warn, depth = (
        time.sleep,
        vars(warnings)["_warn_unawaited_coroutine"],
        sys.get_coroutine_origin_tracking_depth(),
    )
    with aiolift.guard():
        assert time.sleep is not sleep
    assert time.sleep is sleep
    assert vars(warnings)["_warn_unawaited_coroutine"] is warn
    assert (sys.get_coroutine_origin_tracking_depth(), gc.get_freeze_count()) == (depth, 0)
    await service.block()


async def test_nested() -> None:
    """The innermost guard catches, and the outer one goes on afterwards."""
    with pytest.raises(GuardError, match="caught 1 mistake:") as outer, aiolift.guard():
        with pytest.raises(GuardError, match="in _pause, called from") as inner, aiolift.guard():
            await service.block()
        await service.not_awaited()
    assert "time.sleep" in str(inner.value)
    assert "time.sleep" not in str(outer.value)


async def test_allowed_place() -> None:
    """A function that may block, may do so in what it calls."""
    with aiolift.guard(allow=["guarding/service.py:block"]):
        await service.block()
