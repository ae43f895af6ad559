"""What a run keeps, so that a second one over an unchanged program has nothing to work out.

It is found by what it was made from: every file that is read, the rules, the packages that are installed, and aiolift
itself. A finding can depend on any file of its program, so that any change counts; but what was kept last of the folder
serves where only the layout of modules is another one (see `unmoved`), and for programs without a change (`programs`).
"""

from __future__ import annotations

from pathlib import PurePosixPath  # noqa: TC003 -- pydantic reads the annotation
from typing import TYPE_CHECKING, NamedTuple

from pydantic import BaseModel, ConfigDict, ValidationError

from aiolift.lint.finding import Finding  # noqa: TC001 -- pydantic reads the annotation
from aiolift.program import kept

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from aiolift.lint.rule import Rule
    from aiolift.program.text import TextFile

_KIND = "findings"


class Source(NamedTuple):
    """What a module was read from: its characters, their encoding, and the byte-order mark in hexadecimal digits."""

    text: str
    encoding: str
    mark: str


def source(file: TextFile) -> Source:
    """Return what a module is read from."""
    return Source(file.text, file.encoding, file.mark.hex())


class Part(BaseModel):
    """What was found in one of the programs of a folder.

    :ivar names: its modules, by their paths below the root.
    :ivar findings: those that are heard.
    :ivar quiet: those that a comment keeps quiet.
    """

    model_config = ConfigDict(frozen=True)

    names: tuple[PurePosixPath, ...]
    findings: tuple[Finding, ...]
    quiet: tuple[Finding, ...] = ()


class Kept(BaseModel):
    """What a run has found.

    :ivar asked: what the modules were asked for by `mentions`.
    :ivar sources: what each module was.
    :ivar references: what each of them can refer to, as `programs.references`; empty where that was not asked.
    """

    model_config = ConfigDict(frozen=True)

    parts: tuple[Part, ...]
    asked: frozenset[str] = frozenset()
    sources: dict[PurePosixPath, Source] = {}
    references: dict[PurePosixPath, frozenset[str]] = {}

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What is heard, in the order of files and places."""
        return tuple(sorted({one for part in self.parts for one in part.findings}, key=lambda finding: finding.order))


class _Entry(BaseModel):
    """What is in a file of the cache. Its key is repeated, so that a file under a wrong name is of no use."""

    key: str
    kept: Kept


def key(root: Path, files: Sequence[TextFile], unread: Iterable[Finding], rules: Iterable[Rule]) -> str:
    """Return the name of all that findings are made from; the parameters are those of `run.lint_files`.

    It ends with what the modules give to it, so that the beginning is the same whatever they are.
    """

    def beside() -> Iterator[bytes | str]:
        yield from (str(root.resolve()), *(rule.code for rule in rules), "installed:", *kept.installed(root))
        for finding in unread:
            yield repr(finding)
        for file in files:
            if not _is_module(file):
                yield from (str(file.name), file.encode(file.text))

    modules = ((str(file.name), file.encode(file.text)) for file in files if _is_module(file))
    return f"{kept.key(beside())}-{kept.key(part for module in modules for part in module)}"


def load(name: str) -> Kept | None:
    """Return what is kept under a key, or None. What is damaged, or is not this user's, counts as nothing."""
    data = kept.load(_KIND, name)
    try:
        entry = _Entry.model_validate_json(data) if data is not None else None
    except ValidationError:
        return None
    return entry.kept if entry is not None and entry.key == name else None


def last(name: str) -> Kept | None:
    """Return what was used last of a run over other modules of the same folder, or None."""
    found = kept.newest(_KIND, name.partition("-")[0] + "-")
    return load(found) if found is not None else None


def save(name: str, result: Kept, root: Path) -> None:
    """Keep a result. Where the cache cannot be written, or would lie in the program, nothing happens."""
    try:
        data = _Entry(key=name, kept=result).model_dump_json().encode()
    except ValueError:  # a file's name is not text, and JSON is
        return
    kept.save(_KIND, name, data, root)


def _is_module(file: TextFile) -> bool:
    return file.name.suffix == ".py"
