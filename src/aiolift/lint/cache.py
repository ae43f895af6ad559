"""Findings, kept so that a second run over an unchanged program has nothing to work out.

They are found only by exactly what they were made from: every file that is read, the rules, the packages that are
installed, and aiolift itself. A finding can depend on any file of the program, so that any change counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from aiolift.lint.finding import Finding  # noqa: TC001 -- pydantic reads the annotation
from aiolift.program import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from aiolift.lint.rule import Rule
    from aiolift.program.text import TextFile

_KIND = "findings"


class _Entry(BaseModel):
    """What is in a file of the cache. Its key is repeated, so that a file under a wrong name is of no use."""

    key: str
    findings: tuple[Finding, ...]


def key(root: Path, files: Iterable[TextFile], unread: Iterable[Finding], rules: Iterable[Rule]) -> str:
    """Return the name of all that findings are made from; the parameters are those of `run.lint_files`."""

    def parts() -> Iterator[bytes | str]:
        yield from (str(root.resolve()), *(rule.code for rule in rules), "installed:", *kept.installed(root))
        for finding in unread:
            yield repr(finding)
        for file in files:
            yield str(file.name)
            yield file.encode(file.text)

    return kept.key(parts())


def load(name: str) -> tuple[Finding, ...] | None:
    """Return the findings kept under a key, or None. What is damaged, or is not this user's, counts as nothing."""
    data = kept.load(_KIND, name)
    try:
        entry = _Entry.model_validate_json(data) if data is not None else None
    except ValidationError:
        return None
    return entry.findings if entry is not None and entry.key == name else None


def save(name: str, findings: Sequence[Finding], root: Path) -> None:
    """Keep findings. Where the cache cannot be written, or would lie in the program, nothing happens."""
    try:
        data = _Entry(key=name, findings=tuple(findings)).model_dump_json().encode()
    except ValueError:  # a file's name is not text, and JSON is
        return
    kept.save(_KIND, name, data, root)
