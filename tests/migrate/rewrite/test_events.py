"""What listens to engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

HEADER = """\
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///app.db")


def ping():
    with Session(engine) as session:
        session.connection()


"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("engine=engine, enable_commenter=True", "engine=engine.sync_engine, enable_commenter=True"),
        ("engines=[engine]", "engines=[engine.sync_engine]"),
        ("enable_commenter=True", "enable_commenter=True"),
    ],
)
def test_library_listens_to_the_sync_engine(tmp_path: Path, before: str, after: str) -> None:
    """A library that registers listeners is given the engine that has events."""
    _, text = plan_of(tmp_path, f"{HEADER}SQLAlchemyInstrumentor().instrument({before})\n")
    assert text.endswith(f"\nSQLAlchemyInstrumentor().instrument({after})\n")
