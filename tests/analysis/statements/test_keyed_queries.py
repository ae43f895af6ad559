"""SELECTs by a key are found, and the parameters that become the key."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.bindings import Bindings
from aiolift.analysis.sessions.async_sessions import AsyncSessions
from aiolift.analysis.statements.keyed_queries import KeyedQueries
from tests.program.code import model_of

BEFORE = """
from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

async def by_id(session: AsyncSession, number, other=1):
    return await session.get(object, number)

async def through(db: AsyncSession, row):
    return await by_id(db, row.key)

async def f(session: AsyncSession, key, statement):
"""


def keyed(line: str) -> tuple[list[str], list[str]]:
    """Return what the last line of `f` filters by, and which parameters of `f` become keys."""
    model = model_of({"main.py": f"{BEFORE}    {line}\n"})
    queries = KeyedQueries(model, AsyncSessions(model), Bindings(model))
    function = next(one for one in model.program.functions if one.name == "f")
    keys = [ast.unparse(key) for site in model.calls_in[function] for key in queries.keys(site)]
    return keys, sorted(queries.by_parameter(function))


@pytest.mark.parametrize(
    ("line", "keys", "parameters"),
    [
        ("await session.get(object, key)", ["key"], ["key"]),
        ("await session.execute(select(1).where(a == key).filter_by(b=2))", ["2", "a == key"], ["key"]),
        ("s = select(1); s = s.where(a == key); await session.scalars(s)", ["a == key"], ["key"]),
        ("await session.execute(text('SELECT 1 WHERE a = :a'), {'a': key})", ["{'a': key}"], ["key"]),
        ("await session.execute(text('DELETE FROM t WHERE a = :a'), {'a': key})", [], []),
        ("await through(session, key)", [], ["key"]),
        ("await session.scalars(select(1).where(a.in_(key)))", ["a.in_(key)"], []),
        ("await session.scalars(select(1).where(a == key).with_for_update())", [], []),
        ("await session.execute(update(object).where(a == key))", [], []),
        ("await session.scalars(select(1).limit(key))", [], []),
        ("await f(session, key, 1)", [], []),
        ("session.get(object, key)", [], []),
    ],
)
def test_what_a_select_is_filtered_by(line: str, keys: list[str], parameters: list[str]) -> None:
    """Keys of `get` and filters count; locks, writes, limits, and filters by many keys at once do not."""
    assert keyed(line) == (keys, parameters)


def test_the_way_down_is_kept() -> None:
    """A parameter comes with the calls down to the SELECT."""
    model = model_of({"main.py": BEFORE + "    ...\n"})
    queries = KeyedQueries(model, AsyncSessions(model), Bindings(model))
    through = next(one for one in model.program.functions if one.name == "through")
    assert [ast.unparse(site.node) for site in queries.by_parameter(through)["row"]] == [
        "by_id(db, row.key)",
        "session.get(object, number)",
    ]


def test_a_statement_put_together_in_many_steps() -> None:
    """Of twenty filters that are added one by one each is found once: the ways through them are not counted out."""
    steps = "; ".join(f"s = s.where(a{number} == key)" for number in range(20))
    keys, _ = keyed(f"s = select(1); {steps}; await session.scalars(s)")
    assert sorted(keys) == sorted(f"a{number} == key" for number in range(20))
