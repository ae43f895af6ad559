"""A folder as `aiolift lint` sees it, but with the texts that are open in the editor."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aiolift.lint import baseline
from aiolift.lint import settings as lint_settings
from aiolift.lint.beside import is_read
from aiolift.lint.run import lint
from aiolift.program import collector, tree

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from aiolift.lint.finding import Finding
    from aiolift.lint.run import Linted
    from aiolift.program.progress import Progress
    from aiolift.program.text import TextFile


@dataclass(frozen=True)
class Study:
    """What was found in a folder.

    :param root: the folder.
    :param linted: its files as they were then, and the findings that its settings want to hear.
    """

    root: Path
    linted: Linted

    def file(self, path: Path) -> TextFile | None:
        """Return a file as it was studied; None where it was not."""
        return next((file for file in self.linted.files if file.path == path), None)

    def findings(self, file: TextFile) -> list[Finding]:
        """Return the findings of a file."""
        return [finding for finding in self.linted.findings if finding.place.name == file.name]


def study(root: Path, texts: Mapping[Path, str], progress: Progress | None = None) -> Study:
    """Lint a folder.

    :param root: the folder, without symbolic links.
    :param texts: what is open in the editor, by its path: it counts, whatever the file holds.
    :raises LintSettingsError: the folder's `[tool.aiolift]` is wrong.
    :raises BaselineError: the baseline that it names cannot be read.
    """
    settings = lint_settings.read(root)
    opened = {
        PurePosixPath(path.relative_to(root).as_posix()): text
        for path, text in texts.items()
        if path.is_relative_to(root)
    }
    names = {name for name in (*tree.files(root), *opened) if is_read(name) and not settings.left_out(name, root)}
    with collector.paused():
        linted = lint(root, sorted(names), rules=settings.rules(), progress=progress, texts=opened)
    heard = linted.only(lambda finding: settings.hears(finding, root))
    if settings.baseline is not None and settings.folder is not None:
        heard = baseline.read(settings.folder / settings.baseline, root).new(heard)
    return Study(root, heard)
