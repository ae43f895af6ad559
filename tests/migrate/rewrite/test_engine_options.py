"""An engine's options are those of the async engine and driver, or a marker says which are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("mysql+pymysql://root@db/app", {options})


def save():
    with Session(engine) as session:
        session.commit()
"""


def _migrated(tmp_path: Path, options: str) -> tuple[str, list[tuple[str, str, str]]]:
    (tmp_path / "db.py").write_text(PROGRAM.format(options=options), encoding="utf-8")
    plan = migrate(tmp_path, driver="asyncmy")
    return plan.changes[0].after.decode(), [(one.code, one.what, one.suggestion) for one in plan.markers]


def test_an_option_gets_the_drivers_name(tmp_path: Path) -> None:
    """What the async driver calls otherwise is renamed; what it has stays, and so does what is SQLite's."""
    options = "connect_args={'passwd': 'x', 'charset': 'utf8mb4', 'check_same_thread': False}"
    code, markers = _migrated(tmp_path, options)
    assert "connect_args={'password': 'x', 'charset': 'utf8mb4', 'check_same_thread': False}" in code
    assert markers == []


@pytest.mark.parametrize(
    ("options", "name", "advice"),
    [
        ("creator=connect", "`creator`", "async_creator"),
        ("connect_args={'write_timeout': 5}", "`write_timeout`", "asyncio.timeout"),
        ("connect_args={'read_timeout': 1, 'made_up': 5}", "`made_up`", "remove it"),
    ],
)
def test_an_option_that_is_not_taken_is_marked(tmp_path: Path, options: str, name: str, advice: str) -> None:
    """It stays as it is, below a marker that names it and says what to do."""
    code, [(marker, what, suggestion)] = _migrated(tmp_path, options)
    assert "# aiolift: AL920 engine option: remove it, or use" in code
    assert options in code
    assert (marker, name in what, advice in suggestion) == ("AL920", True, True)


def test_several_of_one_engine_are_one_marker(tmp_path: Path) -> None:
    """The marker names them all."""
    _, [(_, what, _)] = _migrated(tmp_path, "module=pymysql, connect_args={'write_timeout': 5}")
    assert "`module` and `write_timeout`" in what
