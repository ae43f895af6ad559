"""From the files of a program to its findings: read, follow values, ask every rule, leave out what is suppressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiolift.analysis import test_doubles
from aiolift.analysis.model import Model
from aiolift.errors import UnparsableFileError, UnreadableFileError
from aiolift.lint import cache, unparsable
from aiolift.lint.beside import is_read
from aiolift.lint.cache import Kept
from aiolift.lint.finding import Finding, Place
from aiolift.lint.registry import all_rules
from aiolift.lint.subject import Subject
from aiolift.lint.suppression import Suppressions
from aiolift.lint.unmoved import unmoved
from aiolift.program import forks, source, text
from aiolift.program.program import Program
from aiolift.program.progress import Silent
from aiolift.program.text import TextFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path, PurePosixPath

    from aiolift.lint.rule import Rule
    from aiolift.program.newer_syntax import Parsed
    from aiolift.program.progress import Progress

#: The families whose rules take longest.
_LONGEST = frozenset({"AL3", "AL4"})
#: A program with no more functions than this is checked before a second process has begun to be of use.
_FEW = 500


@dataclass(frozen=True)
class Linted:
    """What a run has found.

    :param files: the files that were read, by their paths below the root.
    :param findings: in the order of files and places.
    """

    files: tuple[TextFile, ...]
    findings: tuple[Finding, ...]

    def only(self, heard: Callable[[Finding], bool]) -> Linted:
        """Return the same without the findings that nobody wants to hear of."""
        return replace(self, findings=tuple(filter(heard, self.findings)))


def lint(
    root: Path,
    names: Iterable[PurePosixPath],
    *,
    rules: Sequence[Rule] | None = None,
    progress: Progress | None = None,
    keep: bool = False,
    texts: Mapping[PurePosixPath, str] | None = None,
) -> Linted:
    """Lint the program that some files make up. Nothing of it is imported or run.

    :param root: the folder that the program's modules are imported from, or one above it.
    :param names: its files, by their paths below `root`: `.py` are its modules; of the others those are read that a
        rule knows, as `requirements.txt`.
    :param rules: those to ask; None asks all.
    :param progress: told how far the work is.
    :param keep: whether to take the findings that an earlier run over the same files kept, and to keep new ones.
    :param texts: what stands in some files instead of what they hold, as an editor has it; they need not exist.
    """
    files: list[TextFile] = []
    unread: list[Finding] = []
    for name in filter(is_read, names):
        if texts and name in texts:
            files.append(TextFile(root / name, name, texts[name]))
            continue
        try:
            files.append(text.read(root / name, name, python=name.suffix == ".py"))
        except UnreadableFileError as error:
            if name.suffix == ".py":
                reason = str(error).removeprefix(f"{name}: ")
                unread.append(_unreadable(TextFile(root / name, name, ""), 1, reason))
    if not keep:
        return lint_files(files, rules=rules, progress=progress, unread=unread)
    key = cache.key(root, files, unread, all_rules() if rules is None else rules)
    kept = cache.load(key)
    if kept is None:
        last = cache.last(key)
        kept = unmoved(last, files) if last is not None else None
        kept = kept or study(files, rules, progress or Silent(), unread)
        cache.save(key, kept, root)
    return Linted(tuple(files), kept.findings)


def lint_files(
    files: Sequence[TextFile],
    *,
    rules: Sequence[Rule] | None = None,
    progress: Progress | None = None,
    unread: Iterable[Finding] = (),
) -> Linted:
    """Lint files that are read already; the parameters are those of `lint`.

    :param unread: the findings of files that could not be read.
    """
    return Linted(tuple(files), study(files, rules, progress or Silent(), unread).findings)


def study(
    files: Sequence[TextFile], rules: Sequence[Rule] | None, progress: Progress, unread: Iterable[Finding]
) -> Kept:
    """Return all that a run finds, and what it depends on."""
    rules = all_rules() if rules is None else rules
    python = [file for file in files if file.name.suffix == ".py"]
    findings = list(unread)
    progress.start("reading", len(python))
    parsed: dict[PurePosixPath, Parsed] = {}
    for file in python:
        if file.encoding.startswith(("utf-16", "utf-32")):
            findings.append(
                _unreadable(file, 1, f"Python runs no file in {file.encoding[:6].upper()}; save it as UTF-8")
            )
        try:
            parsed[file.name] = source.parse(file)
        except UnparsableFileError as error:
            findings.append(_unreadable(file, error.line, str(error).removeprefix(f"{error.name}:{error.line}: ")))
    program = Program((file for file in python if file.name in parsed), progress.advance, parsed)
    progress.start("following values", len(program.functions) + len(program.modules))
    model = Model(program, progress=progress.advance)
    test_doubles.leave_out(model)
    subject = Subject(model, [file for file in files if file.name.suffix != ".py"])
    progress.start("checking", len(rules))
    found, asked = _found(subject, rules, progress)
    heard = set(_heard(subject, found))
    return Kept(
        findings=tuple(sorted([*findings, *heard], key=lambda finding: finding.order)),
        quiet=tuple(sorted(found - heard, key=lambda finding: finding.order)),
        asked=asked,
        texts={str(file.name): file.text for file in python},
    )


def _unreadable(file: TextFile, line: int, reason: str) -> Finding:
    start = file.line_starts[min(line, len(file.line_starts)) - 1]
    end = start + len(file.line(file.line_of(start)))
    message, _, instead = reason.rpartition("; ")
    return Finding(unparsable.CODE, Place.of(file, start, end), message, instead)


def _found(subject: Subject, rules: Iterable[Rule], progress: Progress) -> tuple[set[Finding], frozenset[str]]:
    """Return what rules find: family by family, as those of one share facts, on two processors where that pays.

    Also what the modules were asked for by `mentions`, in both processes.
    """
    families: dict[str, list[Rule]] = {}
    for rule in sorted(rules, key=lambda one: (one.code[:3] not in _LONGEST, one.code)):
        families.setdefault(rule.code[:3], []).append(rule)

    def ask(family: str) -> tuple[set[Finding], frozenset[str]]:
        found = {finding for rule in families[family] for finding in rule.check(subject)}
        return found, subject.model.program.asked

    def finished(family: str) -> None:
        progress.advance(len(families[family]))

    if len(families) > 1 and len(subject.model.program.functions) > _FEW and forks.can_fork():
        subject.prepare()
        parts = forks.share(list(families), ask, finished)
    else:
        parts = []
        for family in families:
            parts.append(ask(family))
            finished(family)
    asked = (subject.model.program.asked, *(asked for _, asked in parts))
    return set[Finding]().union(*(found for found, _ in parts)), frozenset[str]().union(*asked)


def _heard(subject: Subject, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings that no comment keeps quiet."""
    suppressions = {module.file.name: Suppressions(module) for module in subject.model.program.modules}
    for finding in findings:
        comments = suppressions.get(finding.place.name)
        if comments is None or not comments.cover(finding):
            yield finding
