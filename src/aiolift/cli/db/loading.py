"""A CSV file into the table of a model, with a progress bar where somebody is watching."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from aiolift.cli.output import stderr

if TYPE_CHECKING:
    from pathlib import Path

    from sqlmodel import SQLModel

    from aiolift.database import Database
    from aiolift.seeding import Duplicates, OnConflict


async def load(
    database: Database,
    model: type[SQLModel],
    path: Path,
    key: tuple[str, ...],
    *,
    on_conflict: OnConflict = "insert",
    duplicates: Duplicates = "error",
    encoding: str | None = None,
) -> dict[str, Any]:
    """Seed `model` from the file at `path`, and return what became of its rows; see `aiolift.seeding.seed`.

    The bar counts bytes, on stderr, and goes when the work is done.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=stderr, transient=True, disable=not stderr.is_terminal) as bar:
        task = bar.add_task(f"{model.__name__} from {path.name}", total=None)
        result = await database.seed(
            model,
            path,
            key=key,
            on_conflict=on_conflict,
            duplicates=duplicates,
            encoding=encoding,
            progress=lambda done, total: bar.update(task, completed=done, total=total),
        )
    return {"model": model.__name__, "path": str(path), **asdict(result)}


def sentence(loaded: dict[str, Any]) -> str:
    """Return what `load` returned as a line for a person."""
    fates = [name for name in ("inserted", "updated", "unchanged", "repeated") if loaded[name]]
    counts = ", ".join(f"{loaded[name]:,} {name}" for name in fates)
    return f"{loaded['model']}: {loaded['rows']:,} rows in {loaded['path']}" + (f", {counts}" if counts else "")
