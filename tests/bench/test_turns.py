"""A contender's turn."""

import asyncio

from aiolift.bench.turns import turn


async def test_every_task_does_it_at_least_once() -> None:
    """However short the turn, each task does it once, all of them at once, and each time has a number of its own."""
    numbers: list[int] = []
    all_here = asyncio.Barrier(5)

    async def unit(number: int) -> None:
        numbers.append(number)
        await asyncio.wait_for(all_here.wait(), 10)

    done = await turn(unit, 5, 0)
    assert sorted(numbers) == list(range(5))
    assert done.rate > 0
    assert done.cpu > 0
