"""Tables are created and dropped on a connection's sync side."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

BEFORE = """\
from contextlib import ExitStack

from sqlalchemy import create_engine
from sqlmodel import Session, SQLModel, select

engine = create_engine("sqlite:///app.db")


def main(stack: ExitStack):
    CALL
    with Session(engine) as session:
        print(session.exec(select(1)).all())
"""


@pytest.mark.parametrize(
    ("call", "codes"),
    [
        ("stack.callback(SQLModel.metadata.drop_all, engine)", {"AL923"}),
        ("stack.callback(SQLModel.metadata.drop_all, bind=engine)", {"AL923"}),
        ("stack.callback(print, engine)", set()),
    ],
)
def test_what_is_called_later_with_the_engine(tmp_path: Path, call: str, codes: set[str]) -> None:
    """A method of the metadata that somebody else calls would be given an async engine: a person decides."""
    plan, _ = plan_of(tmp_path, BEFORE.replace("CALL", call))
    assert {marker.code for marker in plan.markers} == codes
