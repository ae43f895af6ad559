from typing import Protocol, Self, runtime_checkable


@runtime_checkable
class PlaceFinder(Protocol):
    async def visits_of(self, name: str) -> int | None: ...


class Greeter(Protocol):
    def greet(self, name: str) -> str: ...


@runtime_checkable
class Visitors(Protocol):
    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, *error) -> None: ...

    async def add(self, name: str) -> int: ...
