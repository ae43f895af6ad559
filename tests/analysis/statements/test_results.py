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


HELPER = """
from sqlalchemy import Executable, text
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

class Spot(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)

async def run(session: AsyncSession, statement):
    return await session.exec(statement)

async def run_any(session: AsyncSession, statement: Executable):
    return await session.exec(statement)

async def f(session: AsyncSession, unknown):
"""


@pytest.mark.parametrize(
    ("calls", "expected"),
    [
        ("await run(session, select(Spot))", {"sqlalchemy.ScalarResult"}),
        ("await run_any(session, statement=select(Spot))", {"sqlalchemy.ScalarResult"}),
        ("await run(session, unknown)", {"sqlalchemy.Result"}),
        (
            "await run(session, text('SELECT 1')); await run(session, select(Spot))",
            {"sqlalchemy.ScalarResult", "sqlalchemy.Result"},
        ),
    ],
)
def test_a_helper_s_result_is_that_of_the_statements_it_is_given(calls: str, expected: set[str]) -> None:
    """What is not known at first is not taken for an ordinary result before all callers are seen."""
    model = model_of({"main.py": f"{HELPER}    {calls}\n"})
    module = model.program.modules[0]
    last = max((node for node in ast.walk(module.tree) if isinstance(node, ast.Await)), key=module.start)
    assert {str(one.cls) for one in model.instances(last)} == expected
