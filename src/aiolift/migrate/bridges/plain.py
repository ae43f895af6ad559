"""Classes that nothing but the program's own code makes and reads: no model, schema or plug-in of a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiolift.program.entities import Class

_HARMLESS = {"builtins.object", "builtins.type", "abc.ABC", "typing.Generic", "typing.Protocol"}


def is_plain(cls: Class) -> bool:
    """Whether a class, and whatever derives from it, has no base of a library."""
    return all(set(found.externals()) <= _HARMLESS for found in (cls, *cls.descendants()))
