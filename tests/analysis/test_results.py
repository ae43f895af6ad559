"""What executing a statement gives follows from the statement."""

from __future__ import annotations

import ast

import pytest

from tests.program.code import model_of

BEFORE = """
import sqlalchemy as sa
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.dialects.mysql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

class Spot:
    __table__ = sa.Table("spot", sa.MetaData())

async def f(session: AsyncSession):
"""


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("select(Spot)", "sqlalchemy.Result"),
        ("text('SELECT 1')", "sqlalchemy.Result"),
        ("update(Spot).where(Spot.id == 1).values(name='a').execution_options(a=1)", "sqlalchemy.Result(rowless)"),
        ("delete(Spot)", "sqlalchemy.Result(rowless)"),
        ("insert(Spot).from_select(['id'], select(Spot))", "sqlalchemy.Result(rowless)"),
        ("upsert(Spot).values(id=1).on_duplicate_key_update(id=2)", "sqlalchemy.Result(rowless)"),
        ("Spot.__table__.delete().where(Spot.id == 1)", "sqlalchemy.Result(rowless)"),
        ("update(Spot).values(name='a').returning(Spot)", "sqlalchemy.Result"),
        ("insert(Spot).returning(Spot.id).values(id=1)", "sqlalchemy.Result"),
    ],
)
def test_writes_without_returning_have_no_rows(statement: str, expected: str) -> None:
    """The result of a write is told from that of a query, and from that of a write that returns rows."""
    model = model_of({"main.py": f"{BEFORE}    await session.execute({statement})\n"})
    awaited = next(node for node in ast.walk(model.program.modules[0].tree) if isinstance(node, ast.Await))
    assert {str(one.cls) for one in model.instances(awaited)} == {expected}
