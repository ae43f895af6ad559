"""The options that `migrate` and `explain` share, and the plan that both start from."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any, get_args

import pytest

from aiolift.cli import planning
from aiolift.errors import UnparsableFileError
from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate import run

if TYPE_CHECKING:
    from pathlib import Path

    from aiolift.migrate.plan import Plan


def test_every_driver_can_be_asked_for() -> None:
    """`--driver` takes exactly the drivers that the migration knows."""
    assert set(get_args(planning.DriverName)) == set(DRIVERS)


@pytest.mark.parametrize("text", ["x = 1\n", "x = (\n"])
def test_the_collector_pauses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    """No cycles are searched for while a plan is made; afterwards they are again, whether there is a plan or not."""
    (tmp_path / "app.py").write_text(text)
    states = []

    def migrate(root: Path, **options: Any) -> Plan:
        states.append(gc.isenabled())
        return made(root, **options)

    made = run.migrate
    monkeypatch.setattr(run, "migrate", migrate)
    try:
        planning.plan(tmp_path, driver=None, exclude=[], observed=None, no_cache=True)
    except UnparsableFileError:
        assert text == "x = (\n"
    assert states == [False]
    assert gc.isenabled()
