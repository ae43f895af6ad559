"""Finished plans, kept so that a second run over an unchanged code base has nothing to work out.

A plan is found only by exactly what it was made from: every file's path and bytes, the options, the record of
`observe`, the packages that are installed, and aiolift itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, ValidationError

from aiolift.migrate.plan import Plan  # noqa: TC001 -- pydantic reads the annotation
from aiolift.program import kept, tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_KIND = "plans"


class _Entry(BaseModel):
    """What is in a file of the cache. Its key is repeated, so that a file under a wrong name is of no use."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")

    key: str
    plan: Plan


def key(root: Path, *, driver: str | None, exclude: Sequence[str], observed: Path | None) -> str:
    """Return the name of all that a plan is made from; the parameters are those of `migrate`."""

    def parts() -> Iterator[bytes | str]:
        yield from (str(root.resolve()), driver or "", *exclude, "installed:", *kept.installed(root))
        yield kept.content(observed) if observed else b""
        for name in tree.files(root):
            yield str(name)
            yield kept.content(root / name)

    return kept.key(parts())


def load(name: str, root: Path) -> Plan | None:
    """Return the plan kept under a key, or None. What is damaged, or is not this user's, counts as nothing."""
    data = kept.load(_KIND, name)
    try:
        entry = _Entry.model_validate_json(data) if data is not None else None
    except ValidationError:
        return None
    return replace(entry.plan, root=root) if entry is not None and entry.key == name else None


def save(name: str, plan: Plan) -> None:
    """Keep a plan. Where the cache cannot be written, or would lie in the code base, nothing happens."""
    try:
        data = _Entry(key=name, plan=plan).model_dump_json().encode()
    except ValueError:  # a file's name is not text, and JSON is
        return
    kept.save(_KIND, name, data, plan.root)
