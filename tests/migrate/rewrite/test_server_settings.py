"""libpq's settings in `connect_args`, for asyncpg."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("postgresql+psycopg2://root@db/app", connect_args={options})


def save():
    with Session(engine) as session:
        session.commit()
"""


@pytest.mark.parametrize(
    ("options", "after", "marked"),
    [
        (
            "{'connect_timeout': 5, 'options': '-c timezone=utc -cstatement_timeout=5s --lock-timeout=1s'}",
            '{\'timeout\': 5, "server_settings": {"timezone": "utc", "statement_timeout": "5s", "lock_timeout": "1s"}}',
            False,
        ),
        (
            "{'application_name': NAME, 'dbname': 'x', 'options': '-c search_path=plan,public'}",
            '{"server_settings": {"application_name": NAME, "search_path": "plan,public"}, \'database\': \'x\'}',
            False,
        ),
        ("{'options': OPTIONS}", "{'options': OPTIONS}", True),
        ("{'options': '-E'}", "{'options': '-E'}", True),
    ],
)
def test_settings_go_to_the_server(tmp_path: Path, options: str, after: str, marked: bool) -> None:
    """Those that stand in the text are one dict; what is computed, or no setting, is marked."""
    (tmp_path / "db.py").write_text(PROGRAM.format(options=options), encoding="utf-8")
    plan = migrate(tmp_path, driver="asyncpg")
    assert f"connect_args={after})" in plan.changes[0].after.decode()
    assert [marker.code for marker in plan.markers] == ["AL920"] * marked
