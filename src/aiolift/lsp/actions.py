"""Fixes as the protocol's code actions: one for each finding, and one for all of a file."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from lsprotocol import types

from aiolift.lint.fix import fixed
from aiolift.lsp.diagnostics import SOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from aiolift.lint.finding import Finding
    from aiolift.lsp.diagnostics import Diagnostics
    from aiolift.lsp.study import Study
    from aiolift.program.text import TextFile

FIX_ALL = f"{types.CodeActionKind.SourceFixAll.value}.{SOURCE}"
KINDS = [types.CodeActionKind.QuickFix, FIX_ALL]


def actions(
    study: Study, file: TextFile, asked: types.CodeActionParams, said: Diagnostics
) -> Iterator[types.CodeAction]:
    """Yield the fixes of the findings in the range that is asked for, then that of the whole file."""
    only = asked.context.only
    findings = [finding for finding in study.findings(file) if finding.fix]
    if _wants(only, types.CodeActionKind.QuickFix.value):
        for finding in findings:
            diagnostic = said.diagnostic(study, file, finding)
            if _touch(diagnostic.range, asked.range):
                title = f"{finding.code}: {finding.help}"
                yield from _action(title, types.CodeActionKind.QuickFix, file, [finding], asked, said, [diagnostic])
    if findings and _wants(only, FIX_ALL):
        yield from _action("aiolift: fix all in this file", FIX_ALL, file, findings, asked, said, None)


def _action(
    title: str,
    kind: str,
    file: TextFile,
    findings: Sequence[Finding],
    asked: types.CodeActionParams,
    said: Diagnostics,
    diagnostics: list[types.Diagnostic] | None,
) -> Iterator[types.CodeAction]:
    (after,) = fixed((file,), findings)
    if after.text != file.text:
        edits = list(_edits(file, after.text, said))
        change = types.WorkspaceEdit(changes={asked.text_document.uri: edits})
        yield types.CodeAction(title=title, kind=kind, diagnostics=diagnostics, edit=change, is_preferred=True)


def _edits(file: TextFile, after: str, said: Diagnostics) -> Iterator[types.TextEdit]:
    """Yield the change of a file's text by its lines, so that the others stay where they are."""
    before, now = file.text.splitlines(keepends=True), after.splitlines(keepends=True)
    matcher = SequenceMatcher(None, before, now, autojunk=False)
    starts = [0]
    for line in before:
        starts.append(starts[-1] + len(line))
    for tag, low, high, new_low, new_high in matcher.get_opcodes():
        if tag != "equal":
            yield types.TextEdit(said.range(file, starts[low], starts[high]), "".join(now[new_low:new_high]))


def _wants(only: Sequence[str] | None, kind: str) -> bool:
    """Whether the editor asks for a kind: it may name one above it, or nothing."""
    return only is None or any(f"{kind}.".startswith(f"{_text(one)}.") for one in only)


def _text(kind: str | types.CodeActionKind) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _touch(one: types.Range, other: types.Range) -> bool:
    return not (_before(one.end, other.start) or _before(other.end, one.start))


def _before(one: types.Position, other: types.Position) -> bool:
    return (one.line, one.character) < (other.line, other.character)
