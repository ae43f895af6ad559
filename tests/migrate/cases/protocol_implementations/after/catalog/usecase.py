from typing import Callable

from catalog.ports import Greeter, PlaceFinder, Visitors


async def describe(finder: PlaceFinder, greeter: Greeter, name: str) -> str:
    visits = await finder.visits_of(name)
    if visits is None:
        return "unknown"
    return f"{greeter.greet(name)} ({visits})"


async def enter(visitors: Callable[[], Visitors], *names: str) -> int:
    async with visitors() as book:
        return sum([await book.add(name) for name in names])  # noqa: AL306
