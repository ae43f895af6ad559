from typing import Protocol, runtime_checkable


@runtime_checkable
class PlaceFinder(Protocol):
    def visits_of(self, name: str) -> int | None: ...


class Greeter(Protocol):
    def greet(self, name: str) -> str: ...
