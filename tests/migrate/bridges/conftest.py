"""Small programs, read or migrated."""

from __future__ import annotations

from pathlib import PurePosixPath
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from aiolift.analysis.model import Model
from aiolift.migrate.run import migrate
from aiolift.program import text
from aiolift.program.program import Program

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

DATABASE = """\
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite:///app.db")
SessionLocal = sessionmaker(bind=engine)


def count():
    with SessionLocal() as session:
        return session.scalar(text("SELECT 1"))
"""


@pytest.fixture
def model(tmp_path: Path) -> Callable[..., Model]:
    """Return what makes the model of files, beside `db.py` with an engine, a factory and a function `count`."""

    def make(**files: str) -> Model:
        read = []
        for name, code in {"db": DATABASE, **files}.items():
            (tmp_path / f"{name}.py").write_text(dedent(code), encoding="utf-8")
            read.append(text.read(tmp_path / f"{name}.py", PurePosixPath(f"{name}.py"), python=True))
        return Model(Program(read))

    return make


@pytest.fixture
def after(tmp_path: Path) -> Callable[..., dict[str, str]]:
    """Return what migrates files beside `db.py`, and gives their texts afterwards, with the markers' codes as `""`."""

    def run(**files: str) -> dict[str, str]:
        for name, code in {"db": DATABASE, **files}.items():
            (tmp_path / f"{name}.py").write_text(dedent(code), encoding="utf-8")
        plan = migrate(tmp_path, driver="aiosqlite")
        result = {path.stem: path.read_text("utf-8") for path in tmp_path.glob("*.py")}
        result |= {change.name.stem: change.after.decode() for change in plan.changes}
        return {**result, "": " ".join(marker.code for marker in plan.markers)}

    return run
