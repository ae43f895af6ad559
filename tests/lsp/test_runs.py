"""When folders are linted: soon, once for many changes, and never for a change that is not the newest."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from aiolift.errors import LintSettingsError
from aiolift.lsp.runs import Runs, Supersedable, Superseded

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.lsp.study import Study


def test_superseded() -> None:
    """Work that says how far it is ends as soon as a newer run has begun."""
    progress = Supersedable()
    progress.start("reading", 2)
    progress.advance()
    progress.is_superseded = True
    with pytest.raises(Superseded):
        progress.advance()


async def test_only_the_newest(tmp_path: Path) -> None:
    """Of changes in quick succession one run is made, with the texts of the last; a later change makes another."""
    texts: dict[Path, str] = {}
    done: list[Study] = []
    failed: list[Exception] = []
    runs = Runs(lambda: texts, done.append, failed.append)
    for number in range(3):
        texts[tmp_path / "main.py"] = f"VALUE = {number}\n"
        runs.start(tmp_path)
    await asyncio.wait_for(runs.settled(tmp_path), 60)
    assert [study.linted.files[0].text for study in done] == ["VALUE = 2\n"]
    runs.start(tmp_path)
    await asyncio.wait_for(runs.settled(tmp_path), 60)
    assert (len(done), failed) == (2, [])
    runs.stop()


async def test_failure(tmp_path: Path) -> None:
    """What goes wrong is handed over, and the next run is made all the same."""
    (tmp_path / "pyproject.toml").write_text("[tool.aiolift]\nselect = 1\n")
    failed: list[Exception] = []
    done: list[Study] = []
    runs = Runs(lambda: {tmp_path / "main.py": ""}, done.append, failed.append)
    runs.start(tmp_path)
    await asyncio.wait_for(runs.settled(tmp_path), 60)
    assert [type(error) for error in failed] == [LintSettingsError]
    (tmp_path / "pyproject.toml").unlink()
    runs.start(tmp_path)
    await asyncio.wait_for(runs.settled(tmp_path), 60)
    assert len(done) == 1
    runs.stop()
    await asyncio.wait_for(runs.settled(tmp_path), 60)


async def test_stopped(tmp_path: Path) -> None:
    """After the end nothing is linted."""
    done: list[Study] = []
    runs = Runs(dict, done.append, lambda _: None)
    runs.start(tmp_path)
    runs.stop()
    await asyncio.wait_for(runs.settled(tmp_path), 60)
    assert done == []
