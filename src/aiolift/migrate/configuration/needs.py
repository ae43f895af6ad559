"""What the rewritten code needs from its configuration, and what the configuration becomes: both as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from aiolift.knowledge.drivers import Driver
    from aiolift.migrate.plan import Note
    from aiolift.program.change import FileChange


@dataclass(frozen=True)
class Needs:
    """What the rest of the migration asks for.

    :param driver: the async driver.
    :param keep_sync_driver: a sync engine stays somewhere, so that the sync driver stays required.
    :param tests_async: there are tests that became async.
    :param async_tests: the files that hold them and async fixtures; none stands for every test of a project that
        requires SQLAlchemy or SQLModel.
    :param alembic_async: alembic's `env.py` makes an async engine, so that the URL in `alembic.ini` is async too.
    :param requirements: what else the application imports now, as ``aiofiles>=23``.
    :param test_requirements: what else the tests import now, as ``httpx>=0.23`` or ``aiosqlite>=0.19``.
    """

    driver: Driver
    keep_sync_driver: bool = False
    tests_async: bool = True
    async_tests: tuple[PurePosixPath, ...] = ()
    alembic_async: bool = False
    requirements: tuple[str, ...] = ()
    test_requirements: tuple[str, ...] = ()


@dataclass(frozen=True)
class Configuration:
    """The files that change, and what a person must know.

    :param conftest: Python code that the outermost `conftest.py` must hold, with its imports; empty in most cases.
    """

    changes: tuple[FileChange, ...] = ()
    notes: tuple[Note, ...] = ()
    conftest: str = ""
