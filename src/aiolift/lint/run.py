"""From the files of a program to its findings: read, follow values, ask every rule, leave out what is suppressed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from aiolift.analysis.model import Model
from aiolift.analysis.testing import test_doubles
from aiolift.errors import UnreadableFileError
from aiolift.lint import cache, programs
from aiolift.lint.beside import is_read
from aiolift.lint.cache import Kept, Part
from aiolift.lint.finding import Finding
from aiolift.lint.reading import Reading, unreadable
from aiolift.lint.registry import all_rules
from aiolift.lint.subject import Subject
from aiolift.lint.suppression import Suppressions
from aiolift.lint.unmoved import unmoved
from aiolift.program import forks, text
from aiolift.program.program import Program
from aiolift.program.progress import Silent
from aiolift.program.text import TextFile

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path, PurePosixPath

    from aiolift.lint.rule import Rule
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
                unread.append(unreadable(TextFile(root / name, name, ""), 1, reason))
    if not keep:
        return lint_files(files, rules=rules, progress=progress, unread=unread)
    key = cache.key(root, files, unread, all_rules() if rules is None else rules)
    kept = cache.load(key)
    if kept is None:
        last = cache.last(key)
        kept = unmoved(last, files) if last is not None else None
        kept = kept or study(files, rules, progress or Silent(), unread, last)
        cache.save(key, kept, root)
    return Linted(tuple(files), kept.findings)


def lint_files(
    files: Sequence[TextFile],
    *,
    rules: Sequence[Rule] | None = None,
    progress: Progress | None = None,
    unread: Sequence[Finding] = (),
) -> Linted:
    """Lint files that are read already; the parameters are those of `lint`.

    :param unread: the findings of files that could not be read.
    """
    return Linted(tuple(files), study(files, rules, progress or Silent(), unread).findings)


def study(
    files: Sequence[TextFile],
    rules: Sequence[Rule] | None,
    progress: Progress,
    unread: Sequence[Finding],
    last: Kept | None = None,
) -> Kept:
    """Return all that a run finds, and what it depends on: each program of the folder by itself.

    :param last: what a run found over other modules of the same folder: programs without a change are taken from it.
    """
    rules = all_rules() if rules is None else rules
    reading = Reading({file.name: file for file in files if file.name.suffix == ".py"})
    others = [file for file in files if file.name.suffix != ".py"]
    sources = {file.name: cache.source(file) for file in reading.files.values()}
    same = {name for name, one in sources.items() if last is not None and last.sources.get(name) == one}
    trees = programs.trees(file.name for file in files)
    several = len(set(trees.values())) > 1
    known = last.references if last is not None else {}
    progress.start("reading", len(sources))
    references = {
        name: known[name] if name in same and name in known else reading.references(name)
        for name in (sources if several else ())
    }
    done = {part.names: part for part in (last.parts if last is not None else ()) if same.issuperset(part.names)}
    parts = [Part(names=(), findings=tuple(unread))]
    asked = last.asked if last is not None and done else frozenset[str]()
    for names in map(tuple, programs.split(list(sources), trees, references) or [[]]):
        part = done.get(names)
        if part is None:
            part, words = _part(names, reading, others, rules, progress)
            asked |= words
        parts.append(part)
    return Kept(parts=tuple(parts), asked=asked, sources=sources, references=references)


def _part(
    names: tuple[PurePosixPath, ...],
    reading: Reading,
    others: Sequence[TextFile],
    rules: Sequence[Rule],
    progress: Progress,
) -> tuple[Part, frozenset[str]]:
    """Return what is found in a program, and what its modules were asked for by `mentions`."""
    findings = [finding for name in names for finding in reading.findings(name)]
    parsed = {name: one for name in names if (one := reading.parsed(name)) is not None}
    program = Program((reading.files[name] for name in parsed), progress.advance, parsed)
    progress.start("following values", len(program.functions) + len(program.modules))
    model = Model(program, progress=progress.advance)
    test_doubles.leave_out(model)
    subject = Subject(model, others)
    progress.start("checking", len(rules))
    found, asked = _found(subject, rules, progress)
    heard = set(_heard(subject, found))
    part = Part(names=names, findings=(*findings, *_sorted(heard)), quiet=_sorted(found - heard))
    return part, asked


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


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.order))
