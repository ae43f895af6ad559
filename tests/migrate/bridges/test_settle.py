"""Each blocked place is bridged, kept sync, or marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.constraints import Constraints
from aiolift.knowledge.markers import MARKERS
from aiolift.migrate.bridges.settle import settle
from aiolift.migrate.bridges.units import unit_of
from aiolift.migrate.rewrite import RULES
from aiolift.migrate.run import migrate
from tests.migrate.bridges.conftest import DATABASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiolift.analysis.model import Model

MANY = """\
import json
import re
from functools import lru_cache
from sqlalchemy import event, text
from sqlalchemy.orm import Session
from db import SessionLocal, count, engine

TOTAL = count()

class Limits:
    most = count() + 1

class Box:
    def __init__(self, session: Session):
        self.session = session
        self.total = count()

    @property
    def size(self):
        return self.session.scalar(text("SELECT 1"))

    def __len__(self):
        return self.size

@lru_cache
def cached(n):
    return count() + n

def look(session: Session, match):
    return session.scalar(text("SELECT 1"))

def fill(session: Session, template):
    return re.sub("x", lambda match: look(session, match), template)

def to_json(session: Session, values):
    return json.dumps(values, default=lambda value: look(session, value).name)

def show(session: Session):
    return fill(session, "x"), to_json(session, []), Box(session), look(session, None), cached(1)

@event.listens_for(Session, "after_flush")
def audit(session, context):
    with SessionLocal() as other:
        other.scalar(text("SELECT 1"))
"""


def test_no_blocked_place_is_passed_over(model: Callable[..., Model]) -> None:
    """Whatever cannot await in the final colours is part of the sync side or marked."""
    found = model(main=MANY)
    seeds = [seed for rule in RULES for seed in rule.seeds(found)]
    colour, bridges = settle(found, seeds, Constraints(found))
    marked = {(place.node, place.callee) for place in bridges.marked}
    for place in colour.blocked:
        kept = unit_of(found, place.module, place.node) in bridges.side.units
        assert kept != ((place.node, place.callee) in marked), place
    assert colour.blocked


def test_what_stays_sync_is_not_coloured(model: Callable[..., Model]) -> None:
    """A function has one colour."""
    found = model(main=MANY)
    seeds = [seed for rule in RULES for seed in rule.seeds(found)]
    colour, bridges = settle(found, seeds, Constraints(found))
    assert not {unit for unit in bridges.side.units if bridges.side.keeps(unit)} & colour.causes.keys()
    assert {str(made.name) for made in bridges.side.globals} == {"SessionLocal", "engine"}


def test_async_forms_are_given_up_where_a_caller_cannot_await(after: Callable[..., dict[str, str]]) -> None:
    """A class that is built at import keeps its constructor, on the twin."""
    code = "from db import count\n\nclass Box:\n    def __init__(self):\n        self.n = count()\n\nBOX = Box()\n"
    files = after(main=code)
    assert "def __init__(self)" in files["main"]
    assert "await" not in files["main"]
    assert files[""] == ""


def test_what_stays_sync_knows_what_cannot_await(tmp_path: Path) -> None:
    """The plan has each function that stays sync, or is copied, with the one that cannot await, and why."""
    (tmp_path / "db.py").write_text(DATABASE, encoding="utf-8")
    code = "import signal\nfrom db import count\n\ndef stop(number, frame):\n    count()\n\nsignal.signal(15, stop)\n"
    (tmp_path / "main.py").write_text(f"{code}\ndef ask():\n    return count()\n", encoding="utf-8")
    kept = migrate(tmp_path, driver="aiosqlite").kept
    assert {name: (one.start, one.line) for name, one in kept.items()} == {
        "db:count": ("main:stop", 5),
        "main:stop": ("main:stop", 5),
    }
    assert kept["db:count"].why == MARKERS["AL909"].what


def test_a_setter_is_marked(after: Callable[..., dict[str, str]]) -> None:
    """Nobody can await what an assignment runs, so that neither the property nor its setter becomes async."""
    files = after(
        main="""\
        from sqlalchemy import text

        class Box:
            def __init__(self, session):
                self.session = session

            @property
            def size(self):
                return 1

            @size.setter
            def size(self, n):
                self.session.execute(text("UPDATE x SET n = 1"))

        def use():
            with SessionLocal() as session:
                session.commit()
                box = Box(session)
                box.size = 3
        from db import SessionLocal
        """
    )
    assert files[""] == "AL902"
    assert "async def size" not in files["main"]
