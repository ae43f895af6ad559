"""What the tool does not know is marked, listed or counted."""

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
    plugin.session.get(Store, "다")
    plugin.cache.get("라")
    plugin.close()
    plugin.load("이름")
    plugin.title()
    found.get("a")
    session.commit()
    Store(session).load("b")
    getattr(session, plugin.action)()
    getattr(session, "info")
"""


BUS = """\
from sqlalchemy.orm import Session


class Bus:
    def __init__(self, handlers):
        self.handlers = handlers

    def handle(self, message):
        for handler in self.handlers[message.kind]:
            handler(message)
            message.shown()
        self.handlers["last"](message, "twice")


def on_made(message):
    with Session() as db:
        db.commit()


def run(plugins, message):
    Bus(plugins.merged({"made": [on_made]})).handle(message)
"""


HANDING = """\
import os

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from legacy import load

engine = create_engine(os.environ['DB'])


def work():
    with Session(engine) as db:
        db.commit()
        return load(db)
"""


def test_calls_of_unknown_receivers(tmp_path: Path) -> None:
    """A call of an unknown receiver is marked by a database name, listed by a coloured one, else counted.

    A call of something unknown is listed where a coloured function that was put somewhere takes its arguments.
    """
    (tmp_path / "m.py").write_text(CODE, "utf-8")
    (tmp_path / "bus.py").write_text(BUS, "utf-8")
    plan = migrate(tmp_path, driver="aiosqlite")
    bus, *others = plan.unresolved
    assert (bus.line, bus.call) == (10, "handler")
    assert "on_made" in bus.why
    assert [(found.line, found.call) for found in others] == [
        (13, "plugin.commit"), (14, "plugin.session.get"), (16, "plugin.close"), (17, "plugin.load"), (22, "getattr"),
    ]  # fmt: skip
    assert "a session" in others[0].why
    assert "async now" in others[3].why
    assert (plan.counts["calls"], plan.counts["unresolved_calls"]) == (22, 10)
    assert [marker.line for marker in plan.markers if marker.code == "AL927"] == [13, 14, 16, 22]
    (change,) = (change for change in plan.changes if change.name.name == "m.py")
    assert b"    # aiolift: AL927 call of something unknown: annotate" in change.after


def test_a_session_given_to_code_that_was_not_read(tmp_path: Path) -> None:
    """A call that hands a session to a module which was excluded is listed; the driver's URL from outside is noted."""
    (tmp_path / "legacy.py").write_text("def load(db):\n    return db.scalar('…')\n", "utf-8")
    (tmp_path / "m.py").write_text(HANDING, "utf-8")
    plan = migrate(tmp_path, driver="asyncpg", exclude=["legacy.py"])
    assert [(found.line, found.call) for found in plan.unresolved] == [(14, "load")]
    notes = [note.what for note in plan.notes]
    assert any("postgresql+asyncpg://" in note and "os.environ['DB']" in note for note in notes)
    assert any("--exclude" in note for note in notes)


FILLED = """\
from collections import defaultdict

from sqlalchemy.orm import Session

handlers, others = {}, defaultdict(list)


def on_made(message):
    with Session() as db:
        db.commit()


def run(message):
    handlers.setdefault("made", []).append(on_made)
    for handler in handlers.get(message.kind, []):
        handler(message)


def run_others(message):
    others["gone"].append(on_made)
    for handler in others[message.kind]:
        handler(message)
"""


def test_lists_of_a_dictionary_that_grow(tmp_path: Path) -> None:
    """What is appended to the lists of `setdefault` and of a `defaultdict` is known where they are read."""
    (tmp_path / "m.py").write_text(FILLED, "utf-8")
    plan = migrate(tmp_path, driver="aiosqlite")
    (change,) = (change for change in plan.changes if change.name.suffix == ".py")
    assert change.after.count(b"        await handler(message)") == 2
    assert not plan.unresolved
