"""What a code base uses: its database URLs, the driver that fits them, the versions that the result must run with."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.requirements import declared
from aiolift.errors import UnreadableFileError
from aiolift.knowledge.drivers import DRIVERS, choose, sync_drivername
from aiolift.migrate import versions
from aiolift.migrate.configuration import literals
from aiolift.migrate.target import Target
from aiolift.program import text as texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path, PurePosixPath

    from aiolift.program.program import Program

#: What is written for where nothing says which version runs: the releases of SQLAlchemy and FastAPI of today.
_SQLALCHEMY = (2, 0)
_FASTAPI = (0, 121)


def target(root: Path, names: Sequence[PurePosixPath], program: Program, driver: str | None) -> Target:
    """Return what the migration of a code base aims at.

    :param driver: the driver that was asked for, or None for the one that fits.
    :raises VersionTooOldError: the code base is pinned to a release without an async interface.
    """
    found = versions.detect(root, names)
    urls = [*_in_code(program), *_in_configuration(root, names)]
    packages = [item.package for item in declared.declared(root, names)]
    chosen = DRIVERS[driver] if driver else choose(urls, packages)
    return Target(
        driver=chosen.name,
        sqlalchemy=(found.sqlalchemy.major, found.sqlalchemy.minor) if found.sqlalchemy else _SQLALCHEMY,
        fastapi=(found.fastapi.major, found.fastapi.minor) if found.fastapi else _FASTAPI,
        sync_drivername=sync_drivername(chosen, urls, packages),
        also_sqlite=chosen.family != "sqlite" and any(url.startswith("sqlite") for url in urls),
    )


def _in_code(program: Program) -> Iterator[str]:
    for module in program.modules:
        for node in module.nodes(ast.Constant, ast.keyword):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "://" in node.value:
                yield node.value
            elif (
                isinstance(node, ast.keyword)
                and node.arg in {"drivername", "scheme"}
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                yield f"{node.value.value}://"


def _in_configuration(root: Path, names: Sequence[PurePosixPath]) -> Iterator[str]:
    for name in names:
        if not literals.may_hold_urls(name):
            continue
        try:
            file = texts.read(root / name, name)
        except UnreadableFileError:  # the configuration's own step says so
            continue
        for line in file.text.splitlines():
            for word in line.replace('"', " ").replace("'", " ").replace("=", " ").split():
                if "://" in word and not line.lstrip().startswith(("#", ";")):
                    yield word
