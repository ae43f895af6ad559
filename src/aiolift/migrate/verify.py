"""The independent check of a migration's result; what it finds is a defect of ours, and never passes in silence.

For each changed file: the result is Python; outside of the edits it has the bytes that it had; its edits by the async
rules add awaits and async forms and nothing else, so that all other differences are edits of rules that the plan lists.
For the whole program: no coroutine is left that nobody awaits, where it was not so before and no marker says so.
"""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_right
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting import unawaited
from aiolift.analysis.model import Model
from aiolift.analysis.module_order import by_imports
from aiolift.errors import ConflictingEditsError, UnparsableFileError, UnreadableFileError
from aiolift.knowledge.markers import MARKERS
from aiolift.migrate.plan import Marker
from aiolift.migrate.sync_form import first_difference, sync_form
from aiolift.program import edits, forks, newer_syntax
from aiolift.program import text as texts
from aiolift.program.program import Program

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import PurePosixPath

    from aiolift.migrate.context import Context
    from aiolift.program.change import FileChange
    from aiolift.program.edits import Edit
    from aiolift.program.newer_syntax import Parsed
    from aiolift.program.source import Module
    from aiolift.program.text import TextFile

#: The rules that only add awaits and async forms. What every other rule writes is listed by its name.
PURE = frozenset({"await-call", "database-call", "async-def", "async-with", "async-for"})
#: Characters whose comparison takes longer than to fork a process for it.
_LARGE = 200_000
_PARTS = 8


@dataclass(frozen=True, order=True)
class Finding:
    """Something wrong with the result.

    :param name: the file.
    :param line: the line before the migration, from 1.
    :param code: the marker's: `AL924` for a coroutine that nobody awaits, `AL925` for anything else.
    :param what: one phrase.
    """

    name: PurePosixPath
    line: int
    code: str
    what: str


@dataclass(frozen=True)
class _Result:
    """A changed file that can be parsed."""

    module: Module
    change: FileChange
    file: TextFile
    parsed: Parsed


@dataclass(frozen=True)
class _Checked:
    """What one part of the check found.

    :param broken: what of it says that a result cannot be compiled, so that the result is left out of the program.
    """

    findings: tuple[Finding, ...]
    broken: tuple[Finding, ...] = ()


def verify(model: Model, changes: Iterable[FileChange]) -> tuple[Finding, ...]:
    """Return what is wrong with the changes of the program of `model`, in the order of files and lines."""
    changed = {change.name: change for change in changes if change.name.suffix == ".py"}
    outcomes = {
        module.file.name: _result(module, changed[module.file.name])
        for module in model.program.modules
        if module.file.name in changed
    }
    findings = [outcome for outcome in outcomes.values() if isinstance(outcome, Finding)]
    results = {name: outcome for name, outcome in outcomes.items() if isinstance(outcome, _Result)}
    checks = [partial(_left, model, changed, results), *(partial(_compared, part) for part in _parts(results))]
    large = sum(len(result.file.text) for result in results.values()) > _LARGE
    left, *compared = forks.share(checks, _made) if large and forks.can_fork() else map(_made, checks)
    broken = {found.name for one in compared for found in one.broken}
    if broken:
        left = _left(model, changed, {name: result for name, result in results.items() if name not in broken})
    for one in (left, *compared):
        findings += (*one.broken, *one.findings)
    return tuple(sorted(set(findings)))


def _made(check: Callable[[], _Checked]) -> _Checked:
    return check()


def _parts(results: Mapping[PurePosixPath, _Result]) -> Iterator[Sequence[_Result]]:
    """Yield the results in parts that two processes can share."""
    waiting = list(results.values())
    for number in range(_PARTS):
        if part := waiting[number::_PARTS]:
            yield part


def _left(
    model: Model, changed: Mapping[PurePosixPath, FileChange], results: Mapping[PurePosixPath, _Result]
) -> _Checked:
    """Find the coroutines that are left in the program as it is with these results; of the other changes, nothing."""
    files: list[TextFile] = []
    parsed: dict[PurePosixPath, Parsed] = {}
    for module in model.program.modules:
        name = module.file.name
        if name in results:
            files.append(results[name].file)
            parsed[name] = results[name].parsed
        elif name not in changed:
            files.append(module.file)
            parsed[name] = module.parsed
    program = Program(files, parsed=parsed)
    after = {module.file.name: module for module in program.modules}
    order = [after[module.file.name] for module in by_imports(model) if module.file.name in after]
    return _Checked(tuple(_unawaited(model, Model(program, order=order), changed)))


def parses(change: FileChange) -> bool:
    """Whether the result of a change is Python that can be compiled."""
    try:
        text = texts.decode(change.after, Path(change.name), change.name, python=True).text
        return _compiled(newer_syntax.parse(text).tree) is None
    except (SyntaxError, UnreadableFileError, UnparsableFileError):
        return False


def mark_finding(context: Context, finding: Finding) -> None:
    """Leave a marker for a finding, above its statement or the nearest one where no other edit stands in the way."""
    kind = MARKERS[finding.code]
    (module,) = (module for module in context.model.program.modules if module.file.name == finding.name)
    edits = context.finished(module)
    for statement in _around(module, finding.line):
        start = module.file.line_starts[module.first_line(statement) - 1]
        if not any(edit.start < start < edit.end for edit in edits):
            comment = f"{kind.name}: {kind.suggestion}"
            number = len(context.markers)
            context.mark(module, statement, finding.code, comment, kind.suggestion)
            context.markers[number:] = [replace(marker, what=finding.what) for marker in context.markers[number:]]
            return
    context.markers.append(Marker(finding.name, finding.line, finding.code, finding.what, kind.suggestion))


def _around(module: Module, line: int) -> list[ast.stmt]:
    """Return the statements that a line belongs to, innermost first, then those of the module behind and before it."""
    first = module.first_line
    inside = [
        node
        for node in module.parents
        if isinstance(node, ast.stmt) and first(node) <= line <= (node.end_lineno or node.lineno)
    ]
    inside.sort(key=lambda node: (-first(node), node.end_lineno or 0))
    behind = [node for node in module.tree.body if first(node) > line]
    before = [node for node in reversed(module.tree.body) if first(node) <= line and node not in inside]
    return [*inside, *behind, *before]


def _result(module: Module, change: FileChange) -> _Result | Finding:
    """Return the result of a change with its tree, or why it cannot be parsed."""
    name = module.file.name
    try:
        after = texts.decode(change.after, module.file.path, name, python=True)
        return _Result(module, change, after, newer_syntax.parse(after.text))
    except SyntaxError as error:
        return _no_python(module, change, error)
    except (UnreadableFileError, UnparsableFileError) as error:
        return Finding(name, 1, "AL925", f"is no Python afterwards: {error}")


def _no_python(module: Module, change: FileChange, error: SyntaxError) -> Finding:
    offset = _offset(change.after.decode(module.file.encoding), error.lineno or 1)
    line = _line_before(module.file, change.edits, offset)
    return Finding(module.file.name, line, "AL925", f"is no Python afterwards: {error.msg}")


def _compared(results: Iterable[_Result]) -> _Checked:
    """Find what cannot be compiled, and what the others change beside what their edits say."""
    broken: list[Finding] = []
    differences: list[Finding] = []
    for result in results:
        error = _compiled(result.parsed.tree)
        if error is not None and _compiled(result.module.tree) is None:
            broken.append(_no_python(result.module, result.change, error))
        else:
            differences += _differences(result.module, result.change, result.file.text)
    return _Checked(tuple(differences), tuple(broken))


def _differences(module: Module, change: FileChange, after: str) -> Iterator[Finding]:
    if not change.edits:
        return
    try:
        same = edits.apply(module.text, change.edits) == after
    except ConflictingEditsError:
        same = False
    if not same:
        yield Finding(module.file.name, 1, "AL925", "differs outside of the edits that are listed")
    yield from _pure(module, [edit for edit in change.edits if edit.rule in PURE])


def _compiled(tree: ast.Module) -> SyntaxError | None:
    """Return what the compiler says of a tree that parses: an await outside of an async function, say."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            compile(tree, "<result>", "exec", dont_inherit=True, optimize=0)
    except SyntaxError as error:
        return error
    return None


def _pure(module: Module, pure: Sequence[Edit]) -> Iterator[Finding]:
    """The edits of the async rules alone change nothing, once awaits and async forms are removed again."""
    if not pure:
        return
    try:
        after = newer_syntax.parse(edits.apply(module.text, pure)).tree
    except SyntaxError:  # an edit of another rule is the other half of one of these
        return
    found = first_difference(sync_form(module.tree), sync_form(after))
    if found is not None:
        before, result = found
        line = before.lineno if before is not None else 1
        if before is None and result is not None:
            line = min(result.lineno, len(module.file.line_starts))
        yield Finding(module.file.name, line, "AL925", "differs in more than awaits and async forms")


def _unawaited(before: Model, after: Model, changed: Mapping[PurePosixPath, FileChange]) -> Iterator[Finding]:
    found = [one for one in unawaited.find(after) if not _is_marked(one.module, one.node)]
    known = {_key(one) for one in unawaited.find(before)} if found else set()
    for one in found:
        name = one.module.file.name
        if _key(one) in known:
            continue
        line = one.node.lineno
        if name in changed:
            file = next(module.file for module in before.program.modules if module.file.name == name)
            line = _line_before(file, changed[name].edits, one.module.start(one.node))
        call = one.module.segment(one.node).splitlines()[0][:60]
        yield Finding(name, line, "AL924", f"`{call}` gives a coroutine; {one.why}")


def _key(one: unawaited.Unawaited) -> tuple[PurePosixPath, str, str]:
    return one.module.file.name, one.module.segment(one.node), one.why


def _is_marked(module: Module, node: ast.AST) -> bool:
    """Whether a marker stands above the statement that a node is in, or above what that is in."""
    for outer in (node, *module.ancestors(node)):
        if isinstance(outer, ast.stmt):
            line = module.first_line(outer) - 1
            while line >= 1 and module.file.line(line).lstrip().startswith("#"):
                if "# aiolift: AL9" in module.file.line(line):
                    return True
                line -= 1
    return False


def _offset(text: str, line: int) -> int:
    starts = [0, *(number + 1 for number, character in enumerate(text) if character == "\n")]
    return starts[min(line, len(starts)) - 1]


def _line_before(file: TextFile, made: Iterable[Edit], offset: int) -> int:
    """Return the line before the migration of an offset in the result."""
    ordered = sorted(made, key=lambda edit: (edit.start, edit.end))
    grown, ends, shifts = 0, [], []
    for edit in ordered:
        grown += len(edit.text) - (edit.end - edit.start)
        ends.append(edit.end + grown)
        shifts.append((grown, edit.end))
    place = bisect_right(ends, offset)
    before = offset - (shifts[place - 1][0] if place else 0)
    limit = ordered[place].start if place < len(ordered) else len(file.text)
    return file.line_of(max(0, min(before, limit, len(file.text))))
