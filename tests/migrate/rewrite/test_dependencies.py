"""The scope of dependencies that commit behind their `yield`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

START = """\
from typing import Annotated

from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

app = FastAPI()
engine = create_engine("sqlite://")
Factory = sessionmaker(engine)


def get_db():
"""
COMMITS = "    with Session(engine) as db:\n        yield db\n        db.commit()\n"
BEGINS = "    with Factory.begin() as db:\n        yield db\n"
READS = "    with Session(engine) as db:\n        db.commit()\n        yield db\n"
ENDPOINT = "\n\n@app.post('/')\ndef save(db: Session = Depends(get_db)):\n    db.add(1)\n"


@pytest.mark.parametrize("body", [COMMITS, BEGINS])
def test_what_commits_ends_with_the_function(tmp_path: Path, body: str) -> None:
    """A COMMIT that fails can still be answered with an error; the endpoint no longer runs in another thread."""
    _, code = plan_of(tmp_path, f"{START}{body}{ENDPOINT}")
    assert 'async def save(db: AsyncSession = Depends(get_db, scope="function")):\n    db.add(1)\n' in code


def test_what_only_closes_keeps_its_scope(tmp_path: Path) -> None:
    """Nothing is lost when a session that is done closes after the response."""
    _, code = plan_of(tmp_path, f"{START}{READS}{ENDPOINT}")
    assert "db: AsyncSession = Depends(get_db))" in code


def test_aliases_and_dependencies_in_between(tmp_path: Path) -> None:
    """A generator that asks for such a dependency must end before it, so it gets the same scope."""
    more = (
        "\n\nDB = Annotated[Session, Depends(get_db)]\n\n\ndef unit(db: DB):\n    yield db\n    db.flush()\n"
        "\n\n@app.post('/')\ndef save(db: Session = Depends(unit)):\n    db.add(1)\n"
    )
    _, code = plan_of(tmp_path, f"{START}{COMMITS}{more}")
    assert 'DB = Annotated[AsyncSession, Depends(get_db, scope="function")]' in code
    assert 'Depends(unit, scope="function")' in code


def test_a_session_that_outlives_the_function_is_noted(tmp_path: Path) -> None:
    """A background task with the request's session needs it after the function, so a person has to decide."""
    more = (
        "\n\ndef later(db: Session):\n    db.execute(text('x'))\n"
        "\n\n@app.post('/')\ndef save(tasks: BackgroundTasks, db: Session = Depends(get_db)):\n"
        "    tasks.add_task(later, db)\n"
    )
    plan, code = plan_of(tmp_path, f"{START}{COMMITS}{more}")
    assert "scope=" not in code
    assert any("a session of its own" in note.what for note in plan.notes)


def test_older_fastapi_gets_a_note(tmp_path: Path) -> None:
    """FastAPI before 0.121 has no scope."""
    (tmp_path / "requirements.txt").write_text("fastapi==0.115.0\nsqlalchemy==2.0.40\n", encoding="utf-8")
    plan, code = plan_of(tmp_path, f"{START}{COMMITS}{ENDPOINT}")
    assert "scope=" not in code
    assert any("FastAPI 0.121" in note.what for note in plan.notes)
