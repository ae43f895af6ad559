from catalog.ports import Greeter, PlaceFinder


async def describe(finder: PlaceFinder, greeter: Greeter, name: str) -> str:
    visits = await finder.visits_of(name)
    if visits is None:
        return "unknown"
    return f"{greeter.greet(name)} ({visits})"
