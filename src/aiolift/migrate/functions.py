"""The functions of a code base, and which of them a person means."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from aiolift.program import text, tree
from aiolift.program.program import Program

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path, PurePosixPath

_SUGGESTED = 3


@dataclass(frozen=True)
class Function:
    """A function of the code base.

    :param label: `app.services.plan:PlanService.save_plan`, module and qualified name, as in `Plan.coloured`.
    :param name: its file, of which it takes the lines `first` (that of its first decorator) to `last`, from 1.
    """

    label: str
    name: PurePosixPath
    first: int
    last: int
    is_async: bool


def functions(root: Path, exclude: Sequence[str] = ()) -> list[Function]:
    """Return every function and method of the code base at `root`, lambdas left out.

    :raises ProgramError: a file cannot be read or parsed.
    """
    files = [text.read(root / name, name, python=True) for name in tree.files(root, exclude) if name.suffix == ".py"]
    return [
        Function(
            label=str(function),
            name=function.module.file.name,
            first=function.module.first_line(function.definition),
            last=function.definition.end_lineno or function.definition.lineno,
            is_async=function.is_async,
        )
        for function in Program(files).functions
        if "<lambda" not in function.qualname
    ]


def find(what: str, labels: Iterable[str]) -> list[str]:
    """Return the label that `what` is, else those that end in it: `PlanService.save_plan`, `plan:save_plan`."""
    labels = list(labels)
    if what in labels:
        return [what]
    return [label for label in labels if label.endswith((f".{what}", f":{what}"))]


def near(what: str, labels: Iterable[str]) -> list[str]:
    """Return the labels that look most like `what`, the best first: by the whole, else by the function's own name."""
    labels = sorted(set(labels))
    close = get_close_matches(what, labels, n=_SUGGESTED, cutoff=0.75)
    if close:
        return close
    by_name: dict[str, list[str]] = {}
    for label in labels:
        by_name.setdefault(_own_name(label), []).append(label)
    names = get_close_matches(_own_name(what), by_name, n=_SUGGESTED)
    return [label for name in names for label in by_name[name]][:_SUGGESTED]


def _own_name(label: str) -> str:
    return label.rpartition(":")[2].rpartition(".")[2]
