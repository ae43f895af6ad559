"""Methods that become async together."""

from __future__ import annotations

import pytest

from tests.program.code import model_of

CODE = """
from typing import Protocol

class Base:
    def run(self): ...
    def other(self): ...
class Left(Base):
    def run(self): ...
class Right(Base): ...
class Both(Left, Right):
    def run(self): ...
class Unit:
    def __enter__(self): ...
    def __exit__(self, *error): ...
    def __len__(self): ...
class Port(Protocol):
    def get(self, number): ...
    def put(self, number): ...
class Adapter:
    def get(self, number): ...
    def put(self, number): ...
def run(): ...
"""


@pytest.mark.parametrize(
    ("name", "family"),
    [
        ("Left.run", {"Base.run", "Left.run", "Both.run"}),
        ("Base.other", {"Base.other"}),
        ("Unit.__enter__", {"Unit.__enter__", "Unit.__exit__"}),
        ("Unit.__len__", {"Unit.__len__"}),
        ("Adapter.get", {"Adapter.get", "Port.get"}),
        ("run", {"run"}),
    ],
)
def test_what_goes_together(name: str, family: set[str]) -> None:
    """Overrides in both directions, the two halves of a context manager, and the Protocol that a class follows."""
    model = model_of(CODE)
    function = next(one for one in model.program.functions if one.qualname == name)
    assert {one.qualname for one in model.family(function)} == family
