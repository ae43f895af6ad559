"""The types of parameters that are given functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.migrate.rewrite.one_module import plan_of

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
from typing import Callable

from sqlalchemy.orm import Session


def save(db: Session) -> int:
    db.commit()
    return 1


def run(db: Session, action: Callable[[Session], int] | None = None) -> int:
    return action(db)


def twice(compute: Callable[[int], int]) -> int:
    return compute(compute(1))


def ask(db: Session):
    return run(db, save) + twice(abs) + twice(lambda n: n + 1)
"""


def test_async_functions_give_awaitables(tmp_path: Path) -> None:
    """A parameter that takes async functions says so; one that takes pure functions keeps its type."""
    _, code = plan_of(tmp_path, CODE)
    assert "action: Callable[[AsyncSession], Awaitable[int]] | None = None" in code
    assert "def twice(compute: Callable[[int], int])" in code
    assert "from typing import Awaitable, Callable\n" in code


def test_types_that_are_awaitable_stay(tmp_path: Path) -> None:
    """A result that is awaitable already is not made so twice."""
    code = CODE.replace("Callable\n", "Awaitable, Callable\n", 1).replace(
        "[Session], int]", "[Session], Awaitable[int]]"
    )
    _, after = plan_of(tmp_path, code)
    assert "Callable[[AsyncSession], Awaitable[int]]" in after
