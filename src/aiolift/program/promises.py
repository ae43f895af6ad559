"""What annotations promise, beside what the text says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.program.values import NOTHING, Cell, Instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.program.entities import Class
    from aiolift.program.values import Value, Values

#: Those whose annotation may not say what they hold.
_CONTAINERS = {"builtins.list", "builtins.set", "builtins.dict", "builtins.iterator"}
#: What gives objects of more classes is a helper that many share, and an annotation is all that tells them apart.
_MOST_OUTDATED = 3
#: What a class that says only how its objects look derives from.
_STRUCTURAL = {"typing.Protocol", "typing_extensions.Protocol"}


def believable(found: Values, promised: Values, settled: Callable[[], bool]) -> Values:
    """Return of what a body gives what the annotation does not rule out.

    `-> Token` says which of the objects that a repository's shared `get_one(statement)` can give comes back. An
    annotation that nothing keeps, as the schema of a response that a function returns the table's object for, says
    nothing.

    :param settled: whether what is not known yet never will be.
    """
    classes = {value.cls for value in promised if isinstance(value, Instance)}
    if not classes or not found:
        return found
    against = {value for value in found if _is_another(value, classes)}
    if not against:
        return found
    kept = found - against
    if kept or len({value.cls for value in against if isinstance(value, Instance)}) > _MOST_OUTDATED:
        return kept
    return found if settled() else NOTHING


def says_less(value: Instance) -> bool:
    """Whether an annotation leaves open what callers know: a library's class, or `dict[str, Callable]`, a container."""
    if not isinstance(value.cls, str) or not value.cls.startswith(("builtins.", "typing.")):
        return True
    if value.cls not in _CONTAINERS or not value.of:
        return value.cls in _CONTAINERS
    held = value.of[-1]
    return not isinstance(held, Cell) and all(isinstance(part, Instance) and says_less(part) for part in held)


def _is_another(value: Value, classes: set[Class | str]) -> bool:
    """Whether a value is of a class of the program that is none of some, all of the program too, nor akin to one."""
    if not isinstance(value, Instance) or isinstance(value.cls, str):
        return False
    return not any(
        isinstance(cls, str)
        or not _STRUCTURAL.isdisjoint(cls.externals())
        or cls in value.cls.mro()
        or value.cls in cls.mro()
        for cls in classes
    )
