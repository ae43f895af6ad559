"""What is known of objects while a function is walked for expired ones, and what calling it does to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from aiolift.program.entities import Class
from aiolift.program.values import Cell, ClassValue, Instance

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Function
    from aiolift.program.source import Module
    from aiolift.program.values import Values


class How(Enum):
    """How an expired object is read."""

    ATTRIBUTE = "an attribute of it"
    DUMP = "pydantic or FastAPI, all of it"


@dataclass(frozen=True, eq=False)
class Expired:
    """A read of an expired object.

    :param node: the read: an attribute, a call that dumps it, or what is returned or passed on.
    :param name: the variable.
    :param by: the call that expired it, in the same function: a `commit`, or what ends in one.
    :param what: `commit`, `rollback` or `expire`.
    :param inside: for what is passed on, the read in the function that is called.
    """

    module: Module
    node: ast.expr
    name: str
    function: Function
    by: ast.AST
    what: str
    how: How
    inside: tuple[Module, ast.expr] | None = None


@dataclass(frozen=True)
class Mark:
    """What expired a name; a parameter has one of its own until it is refreshed, which stands for the caller's."""

    by: ast.AST
    what: str
    parameter: str | None = None

    @property
    def order(self) -> tuple[int, int]:
        """Its place in the text."""
        return getattr(self.by, "lineno", 0), getattr(self.by, "col_offset", 0)


@dataclass
class State:
    """What is known at one place of a function.

    :ivar bound: the names that hold something.
    :ivar expired: the names that hold expired objects, with what expired each.
    :ivar asked: the classes whose objects a query has loaded anew since the last commit.
    """

    bound: set[str] = field(default_factory=set)
    expired: dict[str, frozenset[Mark]] = field(default_factory=dict)
    asked: set[Class] = field(default_factory=set)

    def copy(self) -> State:
        """Return the same, to go on from on another way."""
        return State(set(self.bound), dict(self.expired), set(self.asked))

    def join(self, other: State) -> None:
        """Add what is known on another way to the same place."""
        self.bound |= other.bound
        self.asked |= other.asked
        for name, marks in other.expired.items():
            self.expired[name] = self.expired.get(name, frozenset()) | marks


@dataclass
class Summary:
    """What calling a function does to objects.

    :ivar expires: whether it commits a session that it was given.
    :ivar fresh: its parameters that are loaded when it ends: it refreshes them, or commits before it is given them.
    :ivar reads: its parameters that it reads without loading them, each with the read.
    :ivar returns: whether it gives an object that its own commit has expired.
    :ivar asked: the classes whose objects its queries have loaded anew when it ends.
    :ivar raises: whether it never ends but by an exception.
    """

    expires: bool = False
    fresh: set[str] = field(default_factory=set)
    reads: dict[str, tuple[Module, ast.expr]] = field(default_factory=dict)
    returns: bool = False
    asked: set[Class] = field(default_factory=set)
    raises: bool = False


def joined(one: State | None, other: State | None) -> State | None:
    """Return what is known where two ways meet; None stands for a way that ends before."""
    if one is None or other is None:
        return one or other
    one.join(other)
    return one


def entities(values: Values) -> set[Class]:
    """Return the classes that a statement asks for."""
    found = {value.cls for value in values if isinstance(value, ClassValue)}
    for value in values:
        if isinstance(value, Instance) and isinstance(value.cls, str):
            for part in value.of:
                if not isinstance(part, Cell):
                    found |= {
                        inner.cls for inner in part if isinstance(inner, Instance) and isinstance(inner.cls, Class)
                    }
    return found


def contents(value: object, model: Model) -> Iterator[Class]:
    """Yield the classes of the program that a value, or what it holds, is an instance of."""
    if isinstance(value, Instance):
        if isinstance(value.cls, Class):
            yield value.cls
        for part in value.of:
            for inner in model.flow.places.get(part, ()) if isinstance(part, Cell) else part:
                if isinstance(inner, Instance) and isinstance(inner.cls, Class):
                    yield inner.cls
