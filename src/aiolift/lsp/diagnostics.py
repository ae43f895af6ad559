"""Findings as the protocol's diagnostics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsprotocol import types
from pygls import uris

from aiolift.lint import unparsable
from aiolift.lint.registry import all_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pygls.workspace import PositionCodec

    from aiolift.lint.finding import Finding, Place
    from aiolift.lsp.study import Study
    from aiolift.program.text import TextFile

SOURCE = "aiolift"
#: What a migration has left to a person is no mistake.
_MARKERS = "AL9"


class Diagnostics:
    """Says findings in the protocol's words.

    :param codec: how the editor counts columns: in UTF-16 units, where it does not say otherwise.
    :param uri: the name by which the editor knows a file.
    """

    def __init__(self, codec: PositionCodec, uri: Callable[[Path], str]) -> None:
        self._codec = codec
        self._uri = uri
        self._sources = {rule.code: rule.source for rule in all_rules()}

    def of(self, study: Study, file: TextFile) -> list[types.Diagnostic]:
        """Return what was found in a file, in the order of its text."""
        return [self.diagnostic(study, file, finding) for finding in study.findings(file)]

    def diagnostic(self, study: Study, file: TextFile, finding: Finding) -> types.Diagnostic:
        """Return a finding: its span, its rule with the page that explains it, and the calls that lead to it."""
        source = self._sources.get(finding.code)
        return types.Diagnostic(
            range=self.range(file, finding.place.start, finding.place.end),
            message=f"{finding.message}; {finding.help}",
            severity=_severity(finding.code),
            code=finding.code,
            code_description=types.CodeDescription(href=source) if source else None,
            source=SOURCE,
            related_information=list(self._steps(study, finding)) or None,
        )

    def range(self, file: TextFile, start: int, end: int) -> types.Range:
        """Return what stands from `start` to `end` in a file."""
        return types.Range(self._position(file, start), self._position(file, end))

    def _position(self, file: TextFile, offset: int) -> types.Position:
        line = file.line_of(offset)
        return types.Position(line - 1, self._codec.client_num_units(file.text[file.line_starts[line - 1] : offset]))

    def _steps(self, study: Study, finding: Finding) -> Iterator[types.DiagnosticRelatedInformation]:
        for step in finding.chain:
            location = self._location(study, step.place)
            if location is not None:
                yield types.DiagnosticRelatedInformation(location, step.text)

    def _location(self, study: Study, place: Place) -> types.Location | None:
        file = study.file(study.root / place.name)
        if file is None:
            return None
        return types.Location(self._uri(file.path), self.range(file, place.start, place.end))


def path_of(uri: str) -> Path | None:
    """Return the file that an editor's name stands for, without symbolic links; None for what is no file."""
    from pathlib import Path

    path = uris.to_fs_path(uri) if uri.startswith("file:") else None
    return Path(path).resolve() if path else None


def _severity(code: str) -> types.DiagnosticSeverity:
    if code == unparsable.CODE:
        return types.DiagnosticSeverity.Error
    return types.DiagnosticSeverity.Information if code.startswith(_MARKERS) else types.DiagnosticSeverity.Warning
