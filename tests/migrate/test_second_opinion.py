"""The type oracle is asked about calls that are unresolved."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate
from aiolift.program import oracle

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path, PurePosixPath

    from aiolift.migrate.plan import Plan
    from aiolift.program.oracle import Oracle

KNOWN = """\
from sqlalchemy.orm import Session


def save(session: Session) -> None:
    session.commit()
"""
BY_TYPES = """\
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

T = TypeVar("T")


class Box(Generic[T]):
    item: T


def save(box: Box[Session]) -> None:
    box.item.commit()
"""
UNKNOWN = """\
def save(plugin) -> None:
    plugin.commit()
"""


def planned(folder: Path, code: str) -> tuple[Plan, str]:
    """Return the plan of a program of one module, and the module's text afterwards."""
    (folder / "app.py").write_text(code, "utf-8")
    plan = migrate(folder, driver="aiosqlite")
    return plan, "".join(change.after.decode() for change in plan.changes if change.name.name == "app.py")


def doubts(plan: Plan) -> list[str]:
    """Return the notes about unresolved calls."""
    return [note.what for note in plan.notes if "unresolved" in note.what]


def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return a list of the questions from here on; they are still answered."""
    found = []

    def types(root: Path, files: Iterable[PurePosixPath], *, timeout: float) -> tuple[Oracle | None, str]:
        found.append(root)
        return answer(root, files, timeout=timeout)

    answer = oracle.types
    monkeypatch.setattr(oracle, "types", types)
    return found


def test_it_is_asked_where_calls_are_unresolved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What only a type checker knows is converted."""
    questions = asked(monkeypatch)
    plan, after = planned(tmp_path, BY_TYPES)
    assert "await box.item.commit()" in after
    assert (plan.unresolved, doubts(plan), questions) == ((), [], [tmp_path])


def test_it_is_not_asked_otherwise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every call that could matter is known there is no question."""
    questions = asked(monkeypatch)
    _, after = planned(tmp_path, KNOWN)
    assert "await session.commit()" in after
    assert questions == []


def test_what_it_does_not_know_either(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A call whose receiver has no type stays listed."""
    questions = asked(monkeypatch)
    plan, _ = planned(tmp_path, UNKNOWN)
    assert [(found.line, found.call) for found in plan.unresolved] == [(2, "plugin.commit")]
    assert (doubts(plan), questions) == ([], [tmp_path])


def test_without_a_type_checker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The migration goes on, and a note says how many calls are left, and why nobody could be asked."""
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    plan, _ = planned(tmp_path, BY_TYPES)
    assert [found.call for found in plan.unresolved] == ["box.item.commit"]
    (doubt,) = doubts(plan)
    assert doubt.startswith("1 call that could matter is unresolved")
    assert "pyrefly is not installed" in doubt
