"""Locks of threads: one of asyncio where it is held over an await and all can await it, a marker, or as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path


def _migrated(root: Path, source: str) -> tuple[list[str], str]:
    plan, after = plan_of(root, f"import threading\n{HEADER}{source}")
    return [marker.code for marker in plan.markers], after


@pytest.mark.parametrize("kind", ["Lock", "RLock", "Semaphore", "Condition"])
def test_taken_by_with(tmp_path: Path, kind: str) -> None:
    """`with` over a lock whose block awaits becomes `async with`, and its annotation follows."""
    source = (
        f"lock: threading.{kind} = threading.{kind}()\n\n\ndef ask(db: Session):\n    with lock:\n        db.commit()\n"
    )
    markers, after = _migrated(tmp_path, source)
    name = "Lock" if kind == "RLock" else kind
    assert not markers
    assert f"lock: asyncio.{name} = asyncio.{name}()" in after
    assert "    async with lock:\n        await db.commit()" in after
    assert "threading" not in after


def test_acquired(tmp_path: Path) -> None:
    """`acquire` of an attribute's lock is awaited, `release` is not; an item of `with` is split from sync ones."""
    source = """
from collections import defaultdict

others = defaultdict(threading.Lock)


class Desk:
    def __init__(self, db: Session, number: int):
        self.db, self.gate, self.locks = db, threading.Semaphore(number), {}

    def take(self):
        self.gate.acquire()
        try:
            self.db.commit()
        finally:
            self.gate.release()

    def each(self, key):
        with others[key]:
            self.db.flush()

    def one(self, key):
        lock = self.locks.setdefault(key, threading.Lock())
        with open("log") as log, lock:
            self.db.flush()
"""
    markers, after = _migrated(tmp_path, source)
    assert not markers
    assert "asyncio.Semaphore(number)" in after
    assert "        await self.gate.acquire()" in after
    assert "            self.gate.release()" in after
    assert "defaultdict(asyncio.Lock)" in after
    assert "        async with others[key]:" in after
    assert "setdefault(key, asyncio.Lock())" in after
    assert "            async with lock:\n                await self.db.flush()" in after


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(
            "def ask(db: Session):\n    with lock:\n        db.commit()\n    count()\n", id="sync-code-takes-it"
        ),
        pytest.param(
            "def ask(db: Session):\n    lock.acquire(timeout=5)\n    db.commit()\n    lock.release()\n", id="time-limit"
        ),
        pytest.param(
            "def ask(db: Session):\n    with lock:\n        again(db)\n\n\ndef again(db: Session):\n"
            "    with lock:\n        pass\n    db.commit()\n",
            id="taken-twice",
        ),
        pytest.param(
            "@contextmanager\ndef alone():\n    with lock:\n        yield\n\n\ndef ask(db: Session):\n"
            "    with alone():\n        db.commit()\n",
            id="context-manager",
        ),
        pytest.param(
            "class Guard:\n    def __enter__(self):\n        lock.acquire()\n\n    def __exit__(self, *error):\n"
            "        lock.release()\n\n\ndef ask(db: Session, guard: Guard):\n    with guard:\n        db.commit()\n",
            id="left-to-the-caller",
        ),
    ],
)
def test_marked(tmp_path: Path, source: str) -> None:
    """Where some code takes the lock in a way that an asyncio lock has not, a person decides."""
    more = "\n\ndef count():\n    with lock:\n        return 1\n" if "count()" in source else ""
    start = "from contextlib import contextmanager\n\nlock = threading.RLock()\n\n\n"
    markers, after = _migrated(tmp_path, f"{start}{source}{more}")
    assert markers == ["AL926"]
    assert "lock = threading.RLock()" in after
    assert "async with" not in after


@pytest.mark.parametrize(
    ("made", "body", "count"),
    [
        ("threading.Event()", "it.wait()\n    db.commit()", 1),
        ("queue.Queue()", "it.put(it.get())\n    db.commit()", 1),
        ("queue.Queue(9)", "it.put(it.get(block=False))\n    db.commit()", 1),
        ("queue.Queue(9)", "it.put_nowait(it.get_nowait())\n    db.commit()", 0),
        ("made_elsewhere", "with row_lock:\n        db.commit()", 1),
        ("made_elsewhere", "with it.open():\n        db.commit()", 0),
    ],
)
def test_waits(tmp_path: Path, made: str, body: str, count: int) -> None:
    """What waits for another thread, and what is unknown and called a lock, is marked where a function became async."""
    source = f"import queue\n\nit = {made}\n\n\ndef ask(db: Session, row_lock):\n    {body}\n"
    assert _migrated(tmp_path, source)[0] == ["AL926"] * count


@pytest.mark.parametrize(
    "body",
    [
        "with lock:\n        db.add(user)\n    db.commit()",
        "if not lock.acquire(blocking=False):\n        return\n    db.commit()\n    lock.release()",
    ],
)
def test_kept(tmp_path: Path, body: str) -> None:
    """A lock that nobody waits for over an await stays as it is."""
    markers, after = _migrated(tmp_path, f"lock = threading.Lock()\n\n\ndef ask(db: Session, user):\n    {body}\n")
    assert not markers
    assert "lock = threading.Lock()" in after
    assert "async with" not in after


@pytest.mark.parametrize("other", ["threading", "gates"])
def test_one_of_two_kinds(tmp_path: Path, other: str) -> None:
    """A lock whose class depends on which import runs is marked."""
    source = f"""
if __debug__:
    from {other} import BoundedSemaphore as Gate
else:
    from threading import Semaphore as Gate

lock = Gate()


def ask(db: Session):
    with lock:
        db.commit()
"""
    markers, after = _migrated(tmp_path, source)
    assert markers == ["AL926"]
    assert "lock = Gate()" in after
