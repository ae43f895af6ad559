"""Events: each that a user listens to still comes, if need be because the statement takes the ordinary path."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session
from sqlmodel import select

from aiolift import Database
from tests.heroes import Hero, create_heroes


@pytest.fixture
async def db(tmp_path: Any) -> AsyncIterator[Database]:
    """Yield a Database with one hero, on SQLite."""
    database = Database(f"sqlite:///{tmp_path / 'heroes.db'}")
    await create_heroes(database, "Deadpond")
    yield database
    await database.dispose()


async def read(db: Database) -> bool:
    """Read the hero, and return whether it took the fast path."""
    before = db.read_counts.fast
    async with db.reader() as reader:
        statement = select(Hero)
        assert (await reader.exec(statement)).one().name == "Deadpond"
        fast = db.read_counts.fast > before
        assert reader.explain(statement).fast is fast
    return fast


@pytest.mark.parametrize("of_class", [False, True])
@pytest.mark.parametrize(
    "name",
    ["before_execute", "after_execute", "before_cursor_execute", "after_cursor_execute", "engine_connect", "begin"],
)
async def test_events_of_the_engine(db: Database, name: str, of_class: bool) -> None:
    """A listener to one engine, or to all, is called; without it the statement is fast again."""
    assert await read(db)
    calls: list[Any] = []
    target = Engine if of_class else db.read_engine.sync_engine

    def listener(*arguments: Any) -> None:
        calls.append(arguments)

    event.listen(target, name, listener)
    try:
        assert not await read(db)
    finally:
        event.remove(target, name, listener)
    assert calls
    assert await read(db)


async def test_a_statement_that_a_listener_rewrites(db: Database) -> None:
    """A listener that returns another statement has its way."""

    def comment(_c: Any, _cursor: Any, statement: str, parameters: Any, _x: Any, _many: bool) -> tuple[str, Any]:
        return statement + " WHERE name = 'nobody'", parameters

    assert await read(db)
    event.listen(db.read_engine.sync_engine, "before_cursor_execute", comment, retval=True)
    async with db.reader() as reader:
        assert (await reader.exec(select(Hero))).all() == []


@pytest.mark.parametrize("name", ["do_orm_execute", "after_begin", "loaded_as_persistent", "after_transaction_end"])
async def test_events_of_sessions(db: Database, name: str) -> None:
    """A listener to all sessions is called."""
    assert await read(db)
    calls: list[Any] = []

    def listener(*arguments: Any) -> None:
        calls.append(arguments)

    event.listen(Session, name, listener)
    try:
        assert not await read(db)
    finally:
        event.remove(Session, name, listener)
    assert calls
    assert await read(db)


async def test_events_of_one_session(db: Database) -> None:
    """A listener to the ordinary session of one reader is called, and only there."""
    calls: list[Any] = []
    async with db.reader() as reader:
        event.listen(reader.sync_session, "do_orm_execute", calls.append)
        await reader.exec(select(Hero))
    assert len(calls) == 1
    assert await read(db)


@pytest.mark.parametrize("name", ["load", "refresh"])
async def test_events_of_objects(db: Database, name: str) -> None:
    """A listener to the loading of a class is called, also where the statement was fast before."""
    assert await read(db)
    calls: list[Any] = []

    def listener(*arguments: Any) -> None:
        calls.append(arguments)

    event.listen(Hero, name, listener)
    try:
        assert not await read(db)
    finally:
        event.remove(Hero, name, listener)
    assert bool(calls) is (name == "load")
    assert await read(db)


async def test_errors(db: Database) -> None:
    """`handle_error` comes from the fast path too, with what it comes with from a session."""
    seen: list[Any] = []
    event.listen(db.read_engine.sync_engine, "handle_error", seen.append)
    async with db.engine.begin() as connection:
        await connection.exec_driver_sql("DROP TABLE hero")
    errors = []
    for name in ("fast", "session"):
        with pytest.raises(Exception, match="no such table") as error:
            async with db.reader() as reader:
                await reader.exec(select(Hero), execution_options={"logging_token": "x"} if name == "session" else {})
        errors.append(error.value)
    fast, ordinary = seen
    assert (type(errors[0]), str(errors[0]), errors[0].connection_invalidated) == (
        type(errors[1]),
        str(errors[1]),
        errors[1].connection_invalidated,
    )
    assert (fast.statement, tuple(fast.parameters), fast.is_disconnect) == (
        ordinary.statement,
        tuple(ordinary.parameters),
        ordinary.is_disconnect,
    )
    assert type(fast.original_exception) is type(ordinary.original_exception)


async def test_logged_statements(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    """A statement that is to be logged is logged."""
    assert await read(db)
    caplog.set_level("INFO", "sqlalchemy.engine")
    db.read_engine.sync_engine.echo = True  # its logger asks for the level once
    assert not await read(db)
    assert "FROM hero" in caplog.text
