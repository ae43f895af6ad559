"""What the twins are called, in the style of the originals: `sync_engine`, `SyncSessionLocal`, `get_user_sync`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.entities import Class, Function

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiolift.migrate.bridges.globals import Global
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module


@dataclass(frozen=True)
class Names:
    """The twin's name of each engine or factory, and of each function or class that has a copy."""

    globals: dict[Global, str]
    copies: dict[Function | Class, str]


def names(context: Context) -> Names:
    """Name the twins that were decided on."""
    copied: dict[Function | Class, str] = {}
    for thing in context.bridges.side.copies:
        wanted = f"{thing.name}_sync" if isinstance(thing, Function) else led(thing.name)
        copied[thing] = free(context, thing.module, wanted)
    return Names({made: free(context, made.module, led(made.name)) for made in context.bridges.twins}, copied)


def led(name: str) -> str:
    """Return the name of what is sync beside what has a name: `SyncSessionLocal`, `SYNC_ENGINE`, `sync_engine`."""
    stem = name.lstrip("_")
    lead = name[: len(name) - len(stem)]
    if stem.isupper():
        return f"{lead}SYNC_{stem}"
    return f"{lead}Sync{stem}" if stem[:1].isupper() else f"{lead}sync_{stem}"


def free(context: Context, module: Module, name: str) -> str:
    """Return a name that nothing in a module has: this one, or one with a number."""
    taken = context.model.program.scopes[module.tree].names
    tried: Iterable[str] = (name, *(f"{name}_{number}" for number in range(2, 100)))
    return next(found for found in tried if found not in taken)
