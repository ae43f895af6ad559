"""Calls that block the event loop are noted with their line, and go on."""

from __future__ import annotations

import asyncio
import importlib
import logging
import sys
import time
from typing import TYPE_CHECKING

import pytest

import aiolift
from aiolift.errors import GuardError, MissingPackageError
from aiolift.guarding import QUICK, blocking
from tests.guarding import service

if TYPE_CHECKING:
    from pathlib import Path


async def test_through_a_helper() -> None:
    """The line that blocks is named, the lines that led to it, and what to do instead."""
    with pytest.raises(GuardError) as raised, aiolift.guard():
        await service.block()
    assert "service.py:" in str(raised.value)
    assert "in _pause, called from" in str(raised.value)
    assert "time.sleep blocks the event loop. Use await asyncio.sleep(seconds)" in str(raised.value)


async def test_files(tmp_path: Path) -> None:
    """What reads a file in the event loop is caught; what a test reads itself is not, and neither is a thread."""
    file = tmp_path / "notes.txt"
    file.write_text("notes")
    with pytest.raises(GuardError, match="in read_file, called from .*read blocks the event loop"), aiolift.guard():
        assert await service.read_file(file) == "notes"
    with aiolift.guard():
        assert await asyncio.to_thread(file.read_text) == "notes"
        assert file.read_text() == "notes"


async def test_blocking_driver(tmp_path: Path) -> None:
    """An engine with a blocking driver is named as such, whatever its driver is written in."""
    with pytest.raises(GuardError, match="in query_blocking.*: an engine with a blocking driver"), aiolift.guard():
        await service.query_blocking(tmp_path / "plans.db")


def test_without_a_loop(tmp_path: Path) -> None:
    """Where no event loop runs, nothing can block it."""
    with aiolift.guard():
        service._pause()
        asyncio.run(asyncio.to_thread(time.sleep, 0.001))


async def test_usual(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Imports, logs that go to a file, and Alembic's scripts are no mistake."""
    (tmp_path / "imported_late.py").write_text("import time\ntime.sleep(0.001)\nVALUE = 1\n")
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "versions").mkdir()
    (tmp_path / "versions" / "first.py").write_text("revision = 'first'\ndown_revision = None\n")
    handler = logging.FileHandler(tmp_path / "log.txt")
    logger = logging.getLogger("guarded")
    logger.addHandler(handler)
    with aiolift.guard(allow=()):
        assert importlib.import_module("imported_late").VALUE == 1
        logger.warning("said")
        assert await service.read_revisions(tmp_path) == 1
    logger.removeHandler(handler)
    handler.close()
    assert "said" in (tmp_path / "log.txt").read_text()


async def test_allowed_calls() -> None:
    """A call that is allowed by its name is not watched."""
    with aiolift.guard(allow=[*QUICK, "time.*"]):
        await service.block()


def test_names() -> None:
    """The calls that can be named are blockbuster's, and each that is quick is one of them."""
    assert {"time.sleep", "socket.socket.recv", "sqlite3.Cursor.execute"} < set(blocking.calls())
    aiolift.guard(allow=QUICK)


def test_without_blockbuster(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is not installed, the error names the extra, and the other kinds need it not."""
    monkeypatch.setitem(sys.modules, "blockbuster", None)
    blocking._blockbuster.cache_clear()
    with pytest.raises(MissingPackageError, match=r"pip install 'aiolift\[guard\]'"):
        aiolift.guard()
    with aiolift.guard(allow=[*QUICK, "blocking"]):
        pass
