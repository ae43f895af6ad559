"""A coroutine calls what stays on the sync engine in a thread, unless that would take its session along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

PROGRAM = """\
import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property, lru_cache
from sqlalchemy import create_engine, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

engine = create_engine("sqlite:///app.db")
SessionLocal = sessionmaker(engine)


class Base(DeclarativeBase): ...


class Spot(Base):
    __tablename__ = "spots"
    id: Mapped[int] = mapped_column(primary_key=True)


def check(what=None):
    raw = engine.raw_connection()
    cursor = raw.cursor()
    cursor.execute("SELECT 1")
    cursor.close()


def above(what):
    return check(what)


def scheduled(what):
    asyncio.get_running_loop().call_later(1, check)
    check()


@lru_cache
def cached():
    with SessionLocal() as session:
        return session.scalar(text("SELECT 1"))


def count():
    with SessionLocal() as session:
        return session.scalar(text("SELECT 1"))


def tally(numbers):
    with ThreadPoolExecutor() as pool:
        return sum(pool.map(check, numbers))


pool = ThreadPoolExecutor()


class Report:
    @cached_property
    def total(self):
        check()

    def __len__(self):
        return check() or 0


def shown(report):
    return report.total


def stop(number=0, frame=None):
    count()


signal.signal(signal.SIGTERM, stop)


def ask(db: Session, n: int):
    spot = db.get(Spot, n)
    {statement}
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("check()", "await asyncio.to_thread(check)"),
        ("return above(spot.id)", "return await asyncio.to_thread(above, spot.id)"),
        ("return [check(x) for x in (1, 2)]", "return [await asyncio.to_thread(check, x) for x in (1, 2)]"),
        ("scheduled(n)", "scheduled(n)"),
        ("stop()\n    count()", "await asyncio.to_thread(stop)\n    await count()"),
        ("return tally([n])", "return await asyncio.to_thread(tally, [n])"),
        ("return Report().total", 'return await asyncio.to_thread(getattr, Report(), "total")'),
        ('return f"{Report().total}"', "return f\"{await asyncio.to_thread(getattr, Report(), 'total')}\""),
        ("return shown(Report())", "return await asyncio.to_thread(shown, Report())"),
        ("return len(Report()) + n", "return await asyncio.to_thread(len, Report()) + n"),
        (
            "return pool.submit(check, n).result() or 1",
            "return await asyncio.wrap_future(pool.submit(check, n)) or 1",
        ),
        ("return cached()", "return cached()"),
        ("later = lambda: check()", "later = lambda: check()"),
    ],
)
def test_calls(tmp_path: Path, before: str, after: str) -> None:
    """It goes to a thread with its arguments, but where it needs the loop, keeps its result, or runs elsewhere."""
    plan, code = plan_of(tmp_path, PROGRAM.format(statement=before))
    assert f"async def ask(db: AsyncSession, n: int):\n    spot = await db.get(Spot, n)\n    {after}\n" in code
    assert not plan.markers


@pytest.mark.parametrize("given", ["spot", "[spot]"])
def test_an_object_of_the_session_stays_in_its_thread(tmp_path: Path, given: str) -> None:
    """The call is left, with a note: whoever reads the object in another thread uses its session there."""
    plan, code = plan_of(tmp_path, PROGRAM.format(statement=f"check({given})"))
    assert f"    check({given})\n" in code
    assert any("pass it plain values" in note.what for note in plan.notes)


def test_a_pool_in_the_coroutine_itself(tmp_path: Path) -> None:
    """What waits for the pool is no call that could go to a thread: a note says so."""
    body = "with ThreadPoolExecutor() as pool:\n        return list(pool.map(check, [n]))"
    plan, code = plan_of(tmp_path, PROGRAM.format(statement=body))
    assert body in code
    assert any("check() runs in a pool, for which the event loop waits" in note.what for note in plan.notes)


def test_a_condition(tmp_path: Path) -> None:
    """What an operator runs is no call that could go to a thread: a note says so."""
    plan, code = plan_of(tmp_path, PROGRAM.format(statement="return 1 if Report() else 2"))
    assert "    return 1 if Report() else 2\n" in code
    assert any("__len__() waits for the database in the event loop here" in note.what for note in plan.notes)


def test_what_was_async_before_blocks_as_before(tmp_path: Path) -> None:
    """On the loop nothing came between what the call does; a thread would change that, so a note says so."""
    program = PROGRAM.format(statement="pass") + "\n\nasync def serve():\n    stop()\n"
    plan, code = plan_of(tmp_path, program)
    assert "async def serve():\n    stop()\n" in code
    assert any("stop() waits for the database in the event loop, as before" in note.what for note in plan.notes)
