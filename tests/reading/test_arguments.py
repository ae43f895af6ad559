"""The arguments of an execution: those of the present statement, whichever equal one its plan was made of."""

import itertools
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import DateTime, bindparam, func
from sqlalchemy.exc import StatementError
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from aiolift import Database
from aiolift.errors import StatementParameterError
from aiolift.reading.arguments import expand
from tests.heroes import Hero, create_heroes

_numbers = itertools.count()
_BINDS: dict[str, Any] = {
    "required": {},
    "default": {"value": 1},
    "other default": {"value": 2},
    "default of None": {"value": None},
    "called for": {"callable_": lambda: 2},
}


def test_both_ways(tmp_path: Path) -> None:
    """The short way to the arguments gives what the long one does, in its order."""
    db = Database(f"sqlite:///{tmp_path / 'heroes.db'}")
    statement = select(Hero).where(Hero.name == "b", Hero.power > 3, Hero.id != bindparam("id", 5)).limit(2).offset(1)
    other = select(Hero).where(Hero.name == "c", Hero.power > 4, Hero.id != bindparam("id", 6)).limit(7).offset(8)
    reads: Any = db._reads
    plan, key = reads.plan(statement)
    same_plan, other_key = reads.plan(other)
    assert same_plan is plan
    for each in (key, other_key):
        assert plan.arguments(each) == expand(plan.compiled, each.bindparams, None)
    assert plan.arguments(other_key)[1] == ("c", 4, 6, 7, 8)
    assert plan.arguments(key, {"id": 9}) == (plan.sql, ("b", 3, 9, 2, 1))


def build(number: int, kind: str, expanding: bool) -> Any:
    """Return a statement; those of one number and `expanding` are equal to SQLAlchemy's cache."""
    options = dict(_BINDS[kind])
    if expanding:
        options = {name: (lambda: [2]) if callable(value) else [value] for name, value in options.items()}
    bind = bindparam("id", expanding=expanding, type_=Hero.id.type, **options)  # type: ignore[union-attr]
    column: Any = Hero.id
    return select(Hero.name.label(f"n{number}")).where(column.in_(bind) if expanding else column == bind)  # type: ignore[attr-defined]


async def outcome(session: Any, statement: Any, **options: Any) -> Any:
    """Return what a statement finds, or the error."""
    try:
        return (await session.exec(statement, **options)).all()
    except StatementError as error:
        return type(error), str(error)


@settings(max_examples=40, deadline=None)
@given(
    expanding=st.booleans(),
    steps=st.lists(st.tuples(st.sampled_from(sorted(_BINDS)), st.booleans()), min_size=2, max_size=5),
)
async def test_equal_statements_in_any_order(
    tmp_path_factory: Any, expanding: bool, steps: list[tuple[str, bool]]
) -> None:
    """A statement gives what it gives when it is compiled anew, whatever was read before."""
    db = Database(f"sqlite:///{tmp_path_factory.mktemp('equal')}/heroes.db")
    await create_heroes(db, "Deadpond", "Rusty-Man")
    number = next(_numbers)
    for kind, is_given in steps:
        params: dict[str, Any] = {"id": [1, 2] if expanding else 2} if is_given else {}
        async with AsyncSession(db.engine) as session:
            anew = {"compiled_cache": None}
            expected = await outcome(session, build(number, kind, expanding), params=params, execution_options=anew)
        async with db.reader() as reader:
            for _ in range(2):
                assert await outcome(reader, build(number, kind, expanding), params=params) == expected
        prepared = db.prepare(build(number, kind, expanding))
        for _ in range(2):
            try:
                assert await prepared.all(**params) == expected
            except StatementParameterError:
                assert expected[0] is StatementError
    assert not db.read_counts.fallbacks
    await db.dispose()


async def test_a_value_that_its_type_refuses(tmp_path: Path) -> None:
    """The error is that of a session, from a prepared read too."""
    db = Database(f"sqlite:///{tmp_path / 'heroes.db'}")
    await create_heroes(db, "Deadpond")
    moment: Any = bindparam("at", type_=DateTime())
    for statement in (select(Hero).where(moment > func.now()), select(Hero).where(func.now().in_([moment]))):
        async with AsyncSession(db.engine) as session:
            expected = await outcome(session, statement, params={"at": "noon"})
        async with db.reader() as reader:
            assert await outcome(reader, statement, params={"at": "noon"}) == expected
            assert await outcome(reader, statement, params={"at": datetime(2026, 1, 1)}) is not None
            assert await outcome(reader, statement, params={"at": "noon"}) == expected
        with pytest.raises(StatementError) as error:
            await db.prepare(statement).all(at="noon")
        assert str(error.value) == expected[1]
    await db.dispose()
