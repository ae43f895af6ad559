"""`aiolift lint`: find the async database mistakes of a program, and fix those that can be fixed safely."""

from __future__ import annotations

import os
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.text import Text

from aiolift.cli.failures import DIFFERENT, CommandError
from aiolift.cli.options import NoCache  # noqa: TC001 -- Typer reads the annotations
from aiolift.cli.output import print_json, show, stderr, stdout
from aiolift.cli.progress import Bar
from aiolift.lint import baseline, unparsable
from aiolift.lint import settings as lint_settings
from aiolift.lint.baseline import Baseline
from aiolift.lint.beside import is_read
from aiolift.lint.fix import fix, usable
from aiolift.lint.registry import all_rules
from aiolift.lint.run import Linted
from aiolift.lint.run import lint as run_lint
from aiolift.program import collector, tree, write
from aiolift.program.change import FileChange
from aiolift.report.diff import coloured, patch
from aiolift.report.lint_formats import lint_github, lint_json, lint_sarif
from aiolift.report.lint_text import lint_concise, lint_text
from aiolift.report.rule import rule_page, unparsable_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiolift.lint.rule import Rule
    from aiolift.lint.settings import LintSettings

EXAMPLES = """Examples:

aiolift lint .                              every mistake, with its line and its fix

aiolift lint app tests --select AL1,AL4     some rules only

aiolift lint . --fix                        mend what can be mended without a change of meaning

aiolift lint . --diff                       what --fix would do

aiolift lint . --baseline old.json --write-baseline    let old findings be, and hear of new ones only

aiolift lint . --format sarif > lint.sarif  for code scanning; also json, github, concise

aiolift lint --explain AL101                why a rule is, with examples
"""


def lint(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="PATH…", help="Folders or files; a folder is a program.", show_default=False),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", metavar="CODES", help="Ask these rules only, as AL101 or AL3,AL4. Repeatable."),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="CODES", help="Leave these rules out. Repeatable.")
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="GLOB", help="Files or folders that are not read. Repeatable."),
    ] = None,
    wants_fix: Annotated[
        bool, typer.Option("--fix", metavar="", help="Make the fixes, in all files or in none.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", metavar="", help="Show what --fix would do, and change nothing.")
    ] = False,
    output: Annotated[
        Literal["text", "concise", "json", "sarif", "github"],
        typer.Option("--format", metavar="FORMAT", help="text, concise, json, sarif or github."),
    ] = "text",
    baseline_file: Annotated[
        Path | None,
        typer.Option("--baseline", metavar="FILE", help="Leave out what this file knows: the findings of old code."),
    ] = None,
    writes_baseline: Annotated[
        bool, typer.Option("--write-baseline", metavar="", help="Make all findings known to the baseline, and end.")
    ] = False,
    no_cache: NoCache = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="CODE", help="Say why a rule is, with examples, and end.")
    ] = None,
) -> None:
    """Find the async database mistakes: un-awaited calls, shared sessions, late commits, blocked event loops.

    Nothing of the program is imported or run. `# noqa: AL101` behind a line keeps it quiet; \\[tool.aiolift] in
    pyproject.toml has select, ignore, exclude, per-file-ignores and baseline.

    Exit code 0: clean, or with --diff nothing to fix; 1: findings, or fixes to make; 2: bad input.
    """
    if explain is not None:
        show(unparsable_page() if explain.upper() == unparsable.CODE else rule_page(find_rule(explain)))
        return
    if not paths:
        raise CommandError("name what to lint, as: aiolift lint .")
    root, names, asked = _program(paths, exclude or [])
    settings = lint_settings.override(_settings(root, paths), _codes(select), _codes(ignore))
    read = [name for name in names if not settings.left_out(name, root)]
    with Bar() as progress, collector.paused():
        linted = run_lint(root, read, rules=settings.rules(), progress=progress, keep=not no_cache)
    known = _baseline(baseline_file, settings, root, writes=writes_baseline)

    def reported(linted: Linted) -> Linted:
        return linted.only(lambda finding: finding.place.name in asked and settings.hears(finding, root))

    def heard(linted: Linted) -> Linted:
        return reported(linted) if known is None else known.new(reported(linted))

    if known is not None and _compare(known, reported(linted), settings, asked, writes=writes_baseline):
        return
    linted = heard(linted)
    count = sum(name.suffix == ".py" for name in asked.intersection(read))
    if not wants_fix and not diff:
        _show(usable(linted), root, output, count)
        raise typer.Exit(DIFFERENT if linted.findings else 0)
    fixed = fix(linted, settings.rules(), heard)
    changes = _changes(linted, fixed.linted)
    for finding in fixed.refused:
        stderr.print(
            f"{finding.place.name}:{finding.place.line}: the fix of {finding.code} is not made: "
            "it would break the file, or mend nothing"
        )
    if diff:
        _show_diff(changes)
        raise typer.Exit(DIFFERENT if changes else 0)
    write.in_place(root, changes)
    stderr.print(f"{fixed.count} fixed in {_counted(len(changes), 'file')}")
    _show(fixed.linted, root, output, count)
    raise typer.Exit(DIFFERENT if fixed.linted.findings else 0)


def _settings(root: Path, paths: Sequence[Path]) -> LintSettings:
    """Return the settings of a program, where those of all paths are the same."""
    found = lint_settings.read(root)
    for path in paths:
        own = lint_settings.read(path if path.is_dir() else tree.home(path.resolve()))
        if own.folder != found.folder:
            raise CommandError(f"{path} has settings of its own, in {own.folder}; lint it alone")
    return found


def _compare(
    known: Baseline, linted: Linted, settings: LintSettings, asked: set[PurePosixPath], *, writes: bool
) -> bool:
    """Write the baseline anew and return True, or say how much of it is gone."""
    codes = {unparsable.CODE, *(rule.code for rule in settings.rules())}
    rules = {name: [code for code in codes if settings.asks(code, name, known.root)] for name in asked}
    if writes:
        known.renewed(linted, rules, codes).write()
        stderr.print(f"{len(linted.findings)} findings are known to {known.file} now")
    elif gone := known.gone(linted, rules, codes):
        stderr.print(f"{gone} entries of the baseline are gone: write it again with --write-baseline")
    return writes


def _baseline(given: Path | None, settings: LintSettings, root: Path, *, writes: bool) -> Baseline | None:
    """Return the baseline that a command line or the settings name, an empty one where it is to be made."""
    file = given
    if file is None and settings.baseline is not None and settings.folder is not None:
        file = settings.folder / settings.baseline
    if file is None:
        if writes:
            raise CommandError("--write-baseline needs a file: --baseline FILE, or baseline in [tool.aiolift]")
        return None
    return Baseline(file, root, Counter()) if writes and not file.exists() else baseline.read(file, root)


def find_rule(code: str) -> Rule:
    """Return the rule of a code.

    :raises CommandError: there is none.
    """
    found = next((rule for rule in all_rules() if rule.code == code.upper()), None)
    if found is None:
        near = [rule.code for rule in all_rules() if rule.code[:3] == code.upper()[:3]]
        raise CommandError(f"there is no rule {code}; {'near it are ' + ', '.join(near) if near else 'as AL101'}")
    return found


def _codes(given: list[str] | None) -> list[str]:
    return [code.strip().upper() for one in given or [] for code in one.split(",") if code.strip()]


def _program(paths: Sequence[Path], exclude: Sequence[str]) -> tuple[Path, list[PurePosixPath], set[PurePosixPath]]:
    """Return the folder of the program, its files, and those of them that are asked for.

    A folder is a program. For a file, the files of its outermost package, or of its folder, are read beside it.
    """
    for path in paths:
        if not path.exists():
            raise CommandError(f"{path} does not exist; name a folder or a Python file")
        if not path.is_dir() and not (path.is_file() and is_read(PurePosixPath(path.resolve().name))):
            raise CommandError(f"{path} is no file that lint reads; name a folder or a Python file")
    folders = [path.resolve() if path.is_dir() else tree.home(path.resolve()) for path in paths]
    root = Path(os.path.commonpath(folders))
    names: dict[PurePosixPath, None] = {}
    asked: set[PurePosixPath] = set()
    for path, folder in zip(paths, folders, strict=True):
        here = PurePosixPath(folder.relative_to(root).as_posix())
        found = [here / name for name in tree.files(folder, exclude) if is_read(name)]
        names.update(dict.fromkeys(found))
        asked.update(found if path.is_dir() else [PurePosixPath(path.resolve().relative_to(root).as_posix())])
    if not any(name.suffix == ".py" for name in names):
        raise CommandError(f"there is no Python file in {', '.join(map(str, paths))}")
    return root, sorted(names), asked


def _changes(before: Linted, after: Linted) -> list[FileChange]:
    return [
        FileChange(old.name, old.encode(old.text), new.encode(new.text))
        for old, new in zip(before.files, after.files, strict=True)
        if old.text != new.text
    ]


def _show_diff(changes: list[FileChange]) -> None:
    if stdout.is_terminal:
        for line in coloured(changes):
            stdout.print(line, soft_wrap=True)
    else:
        sys.stdout.buffer.write(patch(changes))
        sys.stdout.buffer.flush()


def _show(linted: Linted, root: Path, output: str, count: int) -> None:
    def path(name: PurePosixPath) -> str:
        full = root / name
        here = Path.cwd()
        return str(full.relative_to(here) if full.is_relative_to(here) else full)

    match output:
        case "json":
            print_json(lint_json(linted.findings, path))
        case "sarif":
            print_json(lint_sarif(linted.findings, path, version("aiolift")))
        case "github":
            for finding in linted.findings:
                print(lint_github(finding, path))
        case "concise":
            for finding in linted.findings:
                print(lint_concise(finding, path))
        case _:
            _show_text(linted, count, path)


def _show_text(linted: Linted, count: int, path: Callable[[PurePosixPath], str]) -> None:
    files = {file.name: file for file in linted.files}
    for finding in linted.findings:
        for line in lint_text(finding, files, path):
            stdout.print(line, soft_wrap=True)
        stdout.print()
    fixable = sum(bool(one.fix) for one in linted.findings)
    rest = f", {fixable} of them for --fix" if fixable else ""
    found = _counted(len(linted.findings), "finding") if linted.findings else "no findings"
    stdout.print(Text(f"{found} in {_counted(count, 'file')}{rest}"))


def _counted(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"
