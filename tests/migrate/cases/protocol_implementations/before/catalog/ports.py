from typing import Protocol, Self, runtime_checkable


@runtime_checkable
class PlaceFinder(Protocol):
    def visits_of(self, name: str) -> int | None: ...


class Greeter(Protocol):
    def greet(self, name: str) -> str: ...


@runtime_checkable
class Visitors(Protocol):
    def __enter__(self) -> Self: ...

    def __exit__(self, *error) -> None: ...

    def add(self, name: str) -> int: ...
