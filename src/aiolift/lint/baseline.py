"""A baseline: the findings of old code that nobody is to hear of, by file, rule and line of code.

Line numbers are not in it, so that it stays true while the code around changes; a line that occurs several times is
counted. The paths are those below the folder of the baseline. Passwords are left out: it is kept with the code.
"""

from __future__ import annotations

import json
import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, PositiveInt, ValidationError

from aiolift.errors import BaselineError
from aiolift.lint.secrets import hidden

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from pathlib import Path, PurePosixPath

    from aiolift.lint.finding import Finding
    from aiolift.lint.run import Linted

    Asked = Mapping[PurePosixPath, Collection[str]]


class Entry(NamedTuple):
    """What a finding is known by: its file, its rule's code, its line without the white space around it."""

    path: str
    code: str
    line: str


class _File(BaseModel):
    """The file: path, code, line, and how often."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[1]
    findings: dict[str, dict[str, dict[str, PositiveInt]]]


@dataclass(frozen=True)
class Baseline:
    """The known findings of the program at `root`.

    :param file: the baseline's own path.
    :param entries: how many findings of each kind are known.
    """

    file: Path
    root: Path
    entries: Counter[Entry]

    def new(self, linted: Linted) -> Linted:
        """Return the findings that are not known."""
        left = self.entries.copy()
        entry = self._entries(linted)
        new = []
        for finding in linted.findings:
            left[entry[finding]] -= 1
            if left[entry[finding]] < 0:
                new.append(finding)
        found = set(new)
        return linted.only(found.__contains__)

    def gone(self, linted: Linted, asked: Asked, codes: Collection[str]) -> int:
        """Return how many known findings occur no more.

        :param asked: the files that were linted, each with the rules that were asked there.
        :param codes: the rules that were asked at all, which those of deleted files count for.
        """
        return (self._looked_at(asked, codes) - Counter(self._entries(linted).values())).total()

    def renewed(self, linted: Linted, asked: Asked, codes: Collection[str]) -> Baseline:
        """Return the baseline in which all findings are known; what was not looked at stays as it was."""
        rest = self.entries - self._looked_at(asked, codes)
        return Baseline(self.file, self.root, rest + Counter(self._entries(linted).values()))

    def write(self) -> None:
        """Write the file, in the order of paths, codes and lines.

        :raises BaselineError: it cannot be written.
        """
        findings: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
        for (path, code, line), count in sorted(self.entries.items()):
            findings[path][code][line] = count
        text = json.dumps({"version": 1, "findings": findings}, ensure_ascii=False, indent=2)
        try:
            self.file.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            raise BaselineError(f"{self.file} cannot be written: {error.strerror}; name another file") from None

    def _looked_at(self, asked: Asked, codes: Collection[str]) -> Counter[Entry]:
        """Return the entries that a run would have found again: of its rules, in its files or in those deleted."""
        rules = {self._path(name): known for name, known in asked.items()}
        folder = self.file.parent
        return Counter(
            {
                entry: count
                for entry, count in self.entries.items()
                if entry.code in rules.get(entry.path, ())
                or (entry.code in codes and not (folder / entry.path).exists())
            }
        )

    def _entries(self, linted: Linted) -> dict[Finding, Entry]:
        files = {file.name: file for file in linted.files}
        found = {}
        for finding in linted.findings:
            file = files.get(finding.place.name)  # a file that cannot be read has no line
            line = hidden(file.line(finding.place.line), finding).strip() if file is not None else ""
            found[finding] = Entry(self._path(finding.place.name), finding.code, line)
        return found

    def _path(self, name: PurePosixPath) -> str:
        return os.path.relpath(self.root.resolve() / name, self.file.parent.resolve()).replace(os.sep, "/")


def read(file: Path, root: Path) -> Baseline:
    """Return the baseline of a file.

    :raises BaselineError: there is none, or it is not one.
    """
    try:
        made = _File.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        raise BaselineError(f"{file}: there is no such file; --write-baseline makes it") from None
    except OSError as error:
        raise BaselineError(f"{file} cannot be read: {error.strerror}; name another file") from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise BaselineError(f"{file}: {where + ': ' if where else ''}{first['msg']}; write it again") from None
    entries: Counter[Entry] = Counter()
    for path, codes in made.findings.items():
        for code, lines in codes.items():
            for line, count in lines.items():
                entries[Entry(path, code, hidden(line))] += count
    return Baseline(file, root, entries)
