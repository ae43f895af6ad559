"""Units of work on one connection: one after the other, one inside of the other, and never crossed."""

import asyncio

import pytest

from aiolift.errors import SessionError
from aiolift.testing.turns import Turns


@pytest.fixture
def turns() -> Turns:
    """Turns that are waited for for a long time."""
    return Turns(timeout=30)


async def test_one_after_the_other(turns: Turns) -> None:
    """Of tasks that want a turn at once, each has it alone, in the order in which they asked."""
    log = []

    async def work(name: str) -> None:
        async with turns.take():
            log.append(f"{name} begins")
            await asyncio.sleep(0)
            log.append(f"{name} ends")

    await asyncio.gather(work("a"), work("b"))
    assert log == ["a begins", "a ends", "b begins", "b ends"]


async def test_one_inside_of_the_other(turns: Turns) -> None:
    """The task that has a turn, and the tasks that it starts, get turns inside of it at once."""
    async with asyncio.timeout(10), turns.take() as outer, turns.take() as inner:
        assert inner.outer is outer

        async def work() -> None:
            async with turns.take() as turn:
                assert turn.outer is inner

        await asyncio.gather(work(), work())


async def test_inner_turns_take_turns(turns: Turns) -> None:
    """Tasks that were started inside of a turn have theirs one after the other too."""
    running = 0

    async def work() -> None:
        nonlocal running
        async with turns.take():
            running += 1
            assert running == 1
            await asyncio.sleep(0)
            running -= 1

    async with turns.take():
        await asyncio.gather(work(), work(), work())


async def test_outer_may_not_go_on(turns: Turns) -> None:
    """While a turn is taken inside of another, the outer one is refused, and after it not any more."""
    async with turns.take() as outer:
        async with turns.take() as inner:
            with pytest.raises(SessionError, match=r"opened inside of it \(in task Task-\d+\), is open"):
                outer.require_innermost()
            inner.require_innermost()
        outer.require_innermost()


async def test_turn_that_never_comes() -> None:
    """A task that waits for a turn whose holder waits for it gets an error that names the holder."""
    turns = Turns(timeout=0.05)
    asked = asyncio.Event()

    async def work() -> None:
        await asked.wait()
        async with turns.take():
            pytest.fail("had a turn inside of one that it does not belong to")

    worker = asyncio.create_task(work())
    holder = asyncio.current_task()
    assert holder is not None
    holder.set_name("the holder")
    async with turns.take():
        asked.set()
        with pytest.raises(SessionError, match=r"waited for 0\.05 s for the one of task the holder to end"):
            await worker
    async with turns.take():
        pass  # the one that gave up has not kept the place


async def test_task_that_outlives_its_turn(turns: Turns) -> None:
    """A task that was started inside of a turn, and goes on after it, takes its turns beside those of others."""
    may_go_on = asyncio.Event()

    async def work() -> None:
        await may_go_on.wait()
        async with turns.take() as turn:
            assert turn.outer is not None
            assert turn.outer.outer is None

    async with turns.take():
        worker = asyncio.create_task(work())
        await asyncio.sleep(0)
    async with turns.take() as other:
        may_go_on.set()
        await asyncio.sleep(0)
        assert not worker.done()
        other.require_innermost()
    await worker


async def test_turn_that_ends_while_another_waits_inside(turns: Turns) -> None:
    """A task that waits inside of a turn which then ends gets its turn outside of it."""
    outer_ends = asyncio.Event()
    inner_has_it = asyncio.Event()

    async def inner() -> None:
        async with turns.take():
            inner_has_it.set()
            await outer_ends.wait()

    async def waiting() -> None:
        await inner_has_it.wait()
        async with turns.take() as turn:
            assert turn.outer is not None
            assert turn.outer.outer is None

    async with turns.take():
        tasks = [asyncio.create_task(inner()), asyncio.create_task(waiting())]
        await inner_has_it.wait()
        await asyncio.sleep(0)
    outer_ends.set()
    async with asyncio.timeout(10):
        await asyncio.gather(*tasks)


async def test_cancelled_while_waiting(turns: Turns) -> None:
    """A task that is cancelled while it waits leaves the turn to the next."""
    may_end = asyncio.Event()

    async def work() -> None:
        async with turns.take():
            await may_end.wait()

    holder, cancelled, next_one = (asyncio.create_task(work()) for _ in range(3))
    await asyncio.sleep(0)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    may_end.set()
    async with asyncio.timeout(10):
        await asyncio.gather(holder, next_one)


async def test_turns_of_another_database(turns: Turns) -> None:
    """A turn on one connection is not inside of a turn on another."""
    async with Turns(timeout=30).take(), turns.take() as turn:
        assert turn.outer is not None
        assert turn.outer.outer is None
