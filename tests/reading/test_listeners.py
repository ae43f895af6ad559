"""Events: each that a user listens to still comes, if need be because the statement takes the ordinary path."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from opentelemetry.instrumentation.sqlalchemy import SQLAlchemyInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
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


async def read_prepared(db: Database) -> bool:
    """Read the hero with a prepared read, and return whether it took the fast path."""
    before = db.read_counts.fast
    assert (await db.prepare(select(Hero)).one()).name == "Deadpond"
    return db.read_counts.fast > before


@pytest.mark.parametrize("target", ["engine", "read_engine", "class"])
@pytest.mark.parametrize(
    "name",
    ["before_execute", "after_execute", "before_cursor_execute", "after_cursor_execute", "engine_connect", "begin"],
)
async def test_events_of_the_engine(db: Database, name: str, target: str) -> None:
    """A listener to the engine, to the readers' or to all is called, once; without it the statement is fast again."""
    calls: list[Any] = []
    listened: Any = Engine if target == "class" else getattr(db, target).sync_engine

    def listener(*arguments: Any) -> None:
        calls.append(arguments)

    for _ in range(2):  # before the first read, and after it
        event.listen(listened, name, listener)
        try:
            assert not await read(db)
            assert len(calls) == 1
            assert not await read_prepared(db)
            assert len(calls) == 2
        finally:
            event.remove(listened, name, listener)
        assert await read(db)
        assert await read_prepared(db)
        assert len(calls) == 2
        calls.clear()


async def test_opentelemetry(db: Database) -> None:
    """OpenTelemetry, told of the engine, sees each read; told of none, of a Database that is made later."""
    spans = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    instrumentor = SQLAlchemyInstrumentor()  # type: ignore[no-untyped-call]
    assert await read(db)
    instrumentor.instrument(engine=db.engine.sync_engine, tracer_provider=provider, skip_dep_check=True)
    try:
        assert selects(spans) == []
        assert not await read(db)
        assert len(selects(spans)) == 1
        assert not await read_prepared(db)
        assert len(selects(spans)) == 2
        later = Database(db.url)
        assert not await read(later)
        assert len(selects(spans)) == 3
        await later.dispose()
    finally:
        instrumentor.uninstrument()
    assert await read(db)
    assert len(selects(spans)) == 3


def selects(spans: InMemorySpanExporter) -> list[Any]:
    """Return the SELECTs that were seen."""
    return [span for span in spans.get_finished_spans() if span.name.startswith("SELECT")]


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
