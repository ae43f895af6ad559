"""Plan a migration for a command: its options, the progress bar, the cache."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, get_args

import typer

from aiolift.cli.failures import CommandError
from aiolift.cli.progress import Bar
from aiolift.migrate import run
from aiolift.migrate.plan import Plan  # noqa: TC001 -- Typer reads the annotations of this module
from aiolift.program import collector, tree

DriverName = Literal["asyncmy", "aiomysql", "mysqlconnector", "asyncpg", "psycopg", "aiosqlite"]


def _driver(name: str) -> str:
    if name not in get_args(DriverName):
        raise typer.BadParameter(f"there is no async driver {name!r}; name one of {', '.join(get_args(DriverName))}")
    return name


Driver = Annotated[
    DriverName | None,
    typer.Option(
        "--driver",
        metavar="NAME",
        parser=_driver,
        show_default="what fits the code base's own database URL and requirements",
        help=f"The async driver that the code will use: {', '.join(get_args(DriverName))}.",
    ),
]
Exclude = Annotated[
    list[str] | None,
    typer.Option(
        "--exclude",
        metavar="GLOB",
        help="Files or folders below PATH that are neither read nor changed, as 'scripts/*' or legacy. Repeatable.",
    ),
]
Observed = Annotated[
    Path | None,
    typer.Option("--observe", metavar="FILE", help="What 'aiolift observe -- pytest …' recorded."),
]


def plan(path: Path, *, driver: DriverName | None, exclude: list[str], observed: Path | None, no_cache: bool) -> Plan:
    """Return the plan for the code base at `path`: the one kept from an earlier run, or a new one.

    :raises CommandError: there is no code base, or no record at `observed`.
    :raises ProgramError: a file cannot be read or parsed, or the code base cannot go async.
    """
    if not path.is_dir():
        what = "is not a folder" if path.exists() else "does not exist"
        raise CommandError(f"{path} {what}; name the folder that holds the code base")
    if observed is not None and not observed.is_file():
        raise CommandError(f"--observe {observed}: there is no such file; 'aiolift observe -- pytest' makes one")
    if not any(name.suffix == ".py" for name in tree.files(path, exclude)):
        raise CommandError(f"there is no Python file below {path}; name the folder that holds the code base")

    def work_out() -> Plan:
        with Bar() as progress, collector.paused():
            return run.migrate(path, driver=driver, exclude=exclude, observed=observed, progress=progress)

    if no_cache:
        return work_out()
    from aiolift.migrate import cache  # it needs pydantic, which takes a fifth of a second to import

    def key() -> str:
        return cache.key(path, driver=driver, exclude=exclude, observed=observed)

    name = key()
    kept = cache.load(name, path)
    if kept is not None:
        return kept
    made = work_out()
    if key() == name:  # else a file was changed meanwhile
        cache.save(name, made)
    return made
