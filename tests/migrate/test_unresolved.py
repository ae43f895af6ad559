"""What the tool does not know is listed and counted."""

from pathlib import Path

from aiolift.migrate.run import migrate

CODE = """\
from sqlalchemy.orm import Session


class Store:
    def __init__(self, session: Session):
        self.session = session

    def load(self, name):
        return self.session.get(Store, name)


def work(plugin, found: dict, session: Session):
    plugin.commit()
    plugin.load("이름")
    plugin.title()
    found.get("a")
    session.commit()
    Store(session).load("b")
"""


def test_calls_of_unknown_receivers(tmp_path: Path) -> None:
    """A name that the database or a coloured method has is listed on an unknown receiver; others are only counted."""
    (tmp_path / "m.py").write_text(CODE, "utf-8")
    plan = migrate(tmp_path, driver="aiosqlite")
    assert [(found.line, found.call) for found in plan.unresolved] == [(13, "plugin.commit"), (14, "plugin.load")]
    assert "a session" in plan.unresolved[0].why
    assert "async now" in plan.unresolved[1].why
    assert (plan.counts["calls"], plan.counts["unresolved_calls"]) == (8, 3)
