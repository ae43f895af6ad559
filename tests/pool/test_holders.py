"""Who is said to hold a connection."""

import asyncio
import linecache
import re

from aiolift.pool.holders import Holder, describe, working_for


async def test_a_task_is_named_with_its_purpose_and_place() -> None:
    """The holder's endpoint, task and line of code are named, wherever deep inside a library it waits."""
    holders: list[Holder] = []

    async def get_order() -> None:
        with working_for("GET /orders/{id}"):
            holders.append(Holder())
            async with asyncio.timeout(60):
                await asyncio.Event().wait()  # the place

    task = asyncio.create_task(get_order(), name="request 7")
    await asyncio.sleep(0)
    expected = r"GET /orders/\{id\} \(request 7 at test_holders\.py:(\d+) in get_order\) for 0\.\d s"
    match = re.fullmatch(expected, str(holders[0]))
    assert match is not None
    assert linecache.getline(__file__, int(match[1])).endswith("# the place\n")
    task.cancel()


async def test_a_task_that_has_ended_is_named_as_such() -> None:
    """A session that nobody closed is held by a task which has ended: that is what to look for."""

    async def hold() -> Holder:
        return Holder()

    task = asyncio.create_task(hold(), name="job")
    holder = await task
    assert str(holder).startswith("job, which has ended for")


async def test_the_purpose_ends_with_its_block() -> None:
    """A purpose is inherited by the tasks that are started inside, and does not outlive the block."""
    with working_for("the nightly job"):
        inner = await asyncio.create_task(_holder())
    assert str(inner).startswith("the nightly job (")
    assert "nightly" not in str(Holder())


async def _holder() -> Holder:
    return Holder()


async def test_only_some_are_named() -> None:
    """Of many holders five are named, the longest first, and it is said if the waiting task is one of them."""
    others = [await asyncio.create_task(_holder(), name=f"other {number}") for number in range(6)]
    own = Holder()
    described = describe([own, *reversed(others)])
    assert described.startswith("This task holds 1 of them itself while it waits for one more. Held by ")
    assert described.endswith("; 2 more")
    assert describe([]) == "Held by nobody: the server does not answer"
