from typing import Callable

from catalog.ports import Greeter, PlaceFinder, Visitors


def describe(finder: PlaceFinder, greeter: Greeter, name: str) -> str:
    visits = finder.visits_of(name)
    if visits is None:
        return "unknown"
    return f"{greeter.greet(name)} ({visits})"


def enter(visitors: Callable[[], Visitors], *names: str) -> int:
    with visitors() as book:
        return sum(book.add(name) for name in names)  # noqa: AL306
