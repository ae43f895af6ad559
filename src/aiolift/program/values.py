"""What an expression can be, as far as the program's text tells.

Nothing changes a value. They are not frozen all the same: most are made only to be looked up, and a frozen one takes
three times as long to make.

Their hashes come from the program's text alone, never from an address or from Python's hash of a text, which differ
between runs: so a set of values has the same order in each run, and so does whatever is told or chosen by that order.

Each has a `weight`: how many values it is made of, itself included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar
from zlib import crc32

if TYPE_CHECKING:
    import ast

    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module


class _Numbers(dict[str, int]):
    """Of each name that values have, a number that is the same in every run."""

    def __missing__(self, name: str) -> int:
        number = self[name] = crc32(name.encode())
        return number


_numbers = _Numbers()


@dataclass(slots=True)
class ModuleValue:
    """A module of the program."""

    weight: ClassVar[int] = 1
    module: Module

    def __hash__(self) -> int:
        return _numbers[self.module.name]


@dataclass(slots=True)
class ClassValue:
    """A class of the program, as an object."""

    weight: ClassVar[int] = 1
    cls: Class

    def __hash__(self) -> int:
        return hash(self.cls) + 1


@dataclass(slots=True)
class FunctionValue:
    """A function of the program.

    :param receiver: what it is bound to, for a method.
    :param wrapped: the function that a decorator of the program put inside of `function`.
    """

    function: Function
    receiver: Value | None = None
    wrapped: Function | None = None

    def __hash__(self) -> int:
        return hash((hash(self.function), self.receiver or 0, self.wrapped or 0))

    @property
    def weight(self) -> int:  # noqa: D102
        return self.receiver.weight if isinstance(self.receiver, Instance) else 1


@dataclass(slots=True)
class External:
    """Something that lives outside of the program, by its dotted name: `sqlalchemy.orm.Session.get`.

    :param receiver: the instance that it was read from, for a method.
    """

    name: str
    receiver: Instance | None = None

    def __hash__(self) -> int:
        return hash((_numbers[self.name], self.receiver or 0))

    @property
    def weight(self) -> int:  # noqa: D102
        return self.receiver.weight if self.receiver is not None else 1


@dataclass(slots=True)
class Cell:
    """What a container made at `node` of a module holds: it grows while values flow."""

    node: ast.expr | ast.stmt
    module: Module

    def __hash__(self) -> int:
        return hash((_numbers[self.module.name], self.node.lineno, self.node.col_offset))


@dataclass(slots=True)
class Instance:
    """An instance of a class of the program, or of an external class by its dotted name.

    :param of: its type arguments or contents: a list's elements, a query's entities, a factory's product.
    """

    cls: Class | str
    of: tuple[frozenset[Value] | Cell, ...] = ()
    weight: int = field(default=1, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.of:
            inside = sum(value.weight for part in self.of if not isinstance(part, Cell) for value in part)
            self.weight = 1 + inside

    def __hash__(self) -> int:
        return hash((_numbers[self.cls] if isinstance(self.cls, str) else self.cls, self.of))


@dataclass(slots=True)
class TypeForm:
    """A type that is not a plain class, as `Annotated[Session, Depends(get_db)]`: what its instances are."""

    instances: frozenset[Value]

    def __hash__(self) -> int:
        return hash(self.instances)

    @property
    def weight(self) -> int:  # noqa: D102
        return sum(value.weight for value in self.instances)


Value = ModuleValue | ClassValue | FunctionValue | External | Instance | TypeForm
Values = frozenset[Value]
NOTHING: Values = frozenset()


def light(values: Values, most: int) -> Values:
    """Return the values; of one that is made of more than `most` values, only the first level of its contents.

    Values that flow in a circle, as in `pair = (pair, 1)`, would grow for ever.
    """
    for value in values:
        if value.weight > most:
            break
    else:
        return values
    return frozenset(value if value.weight <= most else _first_level(value) for value in values)


def _first_level(value: Value) -> Value:
    match value:
        case Instance(cls, of):
            return Instance(cls, tuple(part if isinstance(part, Cell) else _bare(part) for part in of))
        case FunctionValue(function, Instance() as receiver, wrapped):
            return FunctionValue(function, Instance(receiver.cls), wrapped)
        case External(name, Instance() as receiver):
            return External(name, Instance(receiver.cls))
        case TypeForm(instances):
            return TypeForm(_bare(instances))
    return value


def _bare(values: Values) -> Values:
    return frozenset(Instance(value.cls) if isinstance(value, Instance) else _first_level(value) for value in values)


def instance(cls: Class | str, *of: Values) -> Values:
    """Return the set of one instance."""
    return frozenset([Instance(cls, of)])
