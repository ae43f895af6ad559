"""``python -m aiolift.bench.report``: write the page, its charts, and the tables of the READMEs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aiolift.bench import kept
from aiolift.bench.report import readme
from aiolift.bench.report.page import page
from aiolift.errors import AioliftError, BenchError

if TYPE_CHECKING:
    from aiolift.bench.report.part import Chart


def main(arguments: list[str] | None = None) -> int:
    """Read the results, and write everything that is made of them; or nothing, where one cannot be read."""
    parser = argparse.ArgumentParser(description="make docs/benchmarks.md of kept results")
    parser.add_argument("folder", type=Path, help="where the results are, as docs/benchmarks; the page comes beside it")
    parser.add_argument("--readme", type=Path, action="append", default=[], help="a README with a place for the table")
    given = parser.parse_args(arguments)
    try:
        write(given.folder, given.readme)
    except AioliftError as error:
        sys.stderr.write(f"error: {error}\n")
        return 2
    return 0


def made(folder: Path) -> tuple[list[kept.Result], str, dict[str, Chart]]:
    """Return the results in a folder, and the page and its charts that are made of them.

    A file ``note.txt`` beside the results is what a reader must know of them, as that the machine was busy.

    :raises BenchError: there is no result, or one cannot be read.
    """
    results = [kept.read(path) for path in sorted(folder.glob("*.json"))]
    if not results:
        raise BenchError(f"{folder} has no results; make bench writes them")
    note = folder / "note.txt"
    return results, *page(results, note.read_text(encoding="utf-8").strip() if note.exists() else None)


def write(folder: Path, readmes: list[Path]) -> None:
    """Write ``benchmarks.md`` and ``charts/`` beside `folder`, of the results in it, and the tables of the READMEs.

    :raises BenchError: there is no result, or one cannot be read.
    :raises MissingPackageError: pygal is not installed.
    """
    results, text, charts = made(folder)
    drawn = {f"{name}.svg": chart.draw() for name, chart in charts.items()}
    tables = {path: readme.put(path, results) for path in readmes}
    home = folder.parent
    (home / "charts").mkdir(exist_ok=True)
    for old in (home / "charts").glob("*.svg"):
        old.unlink()
    for name, svg in drawn.items():
        (home / "charts" / name).write_bytes(svg)
    (home / f"{folder.name}.md").write_text(text, encoding="utf-8")
    for path, changed in tables.items():
        path.write_text(changed, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
