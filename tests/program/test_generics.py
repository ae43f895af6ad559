"""What type variables stand for in the promises of a generic class's methods."""

from __future__ import annotations

import pytest

from aiolift.program.values import Instance
from tests.program.code import model_of

CLASSES = """
from typing import Generic, TypeVar

from sqlmodel import SQLModel

T = TypeVar("T", bound=SQLModel)
K = TypeVar("K")

class Hero(SQLModel, table=True):
    id: int

class Team(SQLModel, table=True):
    id: int

class Store(Generic[K, T]):
    model: type[T]

    def __init__(self, session):
        self.session = session

    async def get(self, key: K) -> T | None:
        return await self.session.get(self.model, key)

    def all(self) -> "list[T]":
        return self.session.found

    def kind(self):
        return self.model

class Keyed(Store[int, T]):
    pass

class Heroes(Keyed[Hero]):
    model = Hero

class Teams(Keyed["Team"]):
    model = Team
"""
NEWER = """
class Hero: ...
class Team: ...

class Store[K: (int, str), T = Hero]:
    def get(self, key: K) -> T: ...

class Heroes(Store[int, Hero]): ...
"""


def classes(code: str, name: str) -> set[str]:
    """Return the classes that a name of `app.py` can be an instance of, those of what it holds included."""
    model = model_of(code)
    scope = model.program.scopes[model.program.modules[0].tree]
    values = model.flow.places.get((scope, name), frozenset())
    inside = [
        one for value in values if isinstance(value, Instance) for part in value.of for one in model.flow.content(part)
    ]
    return {str(value.cls) for value in [*values, *inside] if isinstance(value, Instance)}


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        ("Heroes(None).get(1)", {"typing.Coroutine", "app.Hero"}),
        ("Teams(None).get(1)", {"typing.Coroutine", "app.Team"}),
        ("Teams(None).all()", {"builtins.list", "app.Team"}),
    ],
)
def test_a_base_with_arguments_decides_what_inherited_methods_give(call: str, expected: set[str]) -> None:
    """`Heroes(Keyed[Hero])` makes `T` a Hero two classes up, whatever other subclasses make of it."""
    assert classes(f"{CLASSES}\nfound = {call}\n", "found") == expected


def test_an_annotation_with_arguments_decides_for_the_class_itself() -> None:
    """A parameter `store: Store[int, Team]` has methods that give a Team."""
    code = f"{CLASSES}\nfound = None\ndef use(store: Store[int, Team]):\n    global found\n    found = store.all()\n"
    assert classes(code, "found") == {"builtins.list", "app.Team"}


def test_type_parameters_in_brackets_are_read_in_their_order() -> None:
    """`class Store[K: (int, str), T = Hero]` has the variables `K` and `T`."""
    assert classes(f"{NEWER}\nfound = Heroes().get(1)\n", "found") == {"app.Hero"}
