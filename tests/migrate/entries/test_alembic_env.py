"""Alembic's env.py goes async only where it shares the application's URL or engine."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from aiolift.migrate.run import migrate
from tests.migrate.entries.conftest import DATABASE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiolift.migrate.plan import Plan

ENV = """\
from alembic import context
from sqlalchemy import create_engine, engine_from_config, pool
from db import engine as app_engine
from settings import URL

config = context.config


def run_migrations_online():
    {made}
    with {engine}.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()


run_migrations_online()
"""
ONLINE = """\
def do_run_migrations(connection: Connection) -> None:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()


async def run_async_migrations():
    {made}
    async with {engine}.connect() as connection:
        await connection.run_sync(do_run_migrations)

    await {engine}.dispose()


def run_migrations_online():
    asyncio.run(run_async_migrations())


run_migrations_online()
"""
SETTINGS = 'URL = "sqlite:///app.db"\n'


def env(plan: Plan) -> str | None:
    """Return the new text of env.py, or None where it stays."""
    return next((change.after.decode() for change in plan.changes if change.name.name == "env.py"), None)


@pytest.mark.parametrize(
    ("made", "engine", "new"),
    [
        ("connectable = create_engine(URL)", "connectable", "connectable = create_async_engine(URL)"),
        (
            'connectable = engine_from_config({"sqlalchemy.url": URL})',
            "connectable",
            'connectable = async_engine_from_config({"sqlalchemy.url": URL})',
        ),
        (
            "connectable = engine_from_config(config.get_section('alembic'), url=URL)",
            "connectable",
            "connectable = async_engine_from_config(config.get_section('alembic'), url=URL)",
        ),
        ("pass", "app_engine", "pass"),
    ],
)
def test_the_application_s_url(plan: Callable[..., Plan], made: str, engine: str, new: str) -> None:
    """The block moves to a function that runs on the connection's sync side, and nothing stays in a pool."""
    found = plan(env=ENV.format(made=made, engine=engine), settings=SETTINGS)
    code = env(found)
    assert code is not None
    assert code.endswith(ONLINE.format(made=new, engine=engine))
    assert any("makes an async engine" in note.what for note in found.notes)
    assert not found.markers


@pytest.mark.parametrize(
    "made",
    [
        'connectable = create_engine("sqlite:///own.db")',
        "connectable = create_engine(config.get_main_option('sqlalchemy.url'))",
        "connectable = engine_from_config(config.get_section('alembic'))",
    ],
)
def test_its_own_url(plan: Callable[..., Plan], made: str) -> None:
    """A URL in env.py or alembic.ini is Alembic's own: the file stays as it is, and a note says why."""
    found = plan(env=ENV.format(made=made, engine="connectable"), settings=SETTINGS)
    assert env(found) is None
    assert any("its URL is its own" in note.what for note in found.notes)


def test_names_of_the_function_stay_in_reach(plan: Callable[..., Plan]) -> None:
    """A block that reads other names of its function moves to a function inside of it."""
    code = ENV.format(made="connectable = create_engine(URL)", engine="connectable").replace(
        "connection=connection", "connection=connection, dialect_opts=options"
    )
    new = env(plan(env=code.replace("    with conn", "    options = {}\n    with conn"), settings=SETTINGS))
    assert new is not None
    assert "    def do_run_migrations(connection: Connection) -> None:\n        context.configure(connection" in new
    assert "    async with connectable.connect() as connection:\n        await connection.run_sync(do_run" in new


GIVEN = """\
from alembic import context
from sqlalchemy import create_engine
from settings import URL


def run_migrations_online(given):
    if given is None:
        given = create_engine(URL)
        with given.begin() as connection:
            # 연결
            context.configure(connection=connection)
            context.run_migrations()
"""
RUN = """\
        given = create_async_engine(URL)
        def do_run_migrations(connection: Connection) -> None:
            # 연결
            context.configure(connection=connection)
            context.run_migrations()

        async def run_async_migrations() -> None:
            async with given.begin() as connection:
                await connection.run_sync(do_run_migrations)
            await given.dispose()

        asyncio.run(run_async_migrations())
"""


def test_a_connection_that_may_be_given(plan: Callable[..., Plan]) -> None:
    """A block under an `if` is run where it stands: on a connection that was given, a loop may run already."""
    new = env(plan(env=GIVEN, settings=SETTINGS))
    assert new is not None
    assert new.endswith(RUN)


BRANCHED = """\
    def do_run_migrations(connection: Connection) -> None:
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()

    if isinstance(given, Connection):
        do_run_migrations(given)
    else:
        async def run_async_migrations() -> None:
            async with given.connect() as connection:
                await connection.run_sync(do_run_migrations)
            await given.dispose()

        asyncio.run(run_async_migrations())
"""


def test_a_connection_or_an_engine(plan: Callable[..., Plan]) -> None:
    """The older form connects whatever it has: a connection that was given has a running loop, an engine gets one."""
    made = (
        'given = config.attributes.get("connection", None)\n    if given is None:\n        given = create_engine(URL)'
    )
    new = env(plan(env=ENV.format(made=made, engine="given"), settings=SETTINGS))
    assert new is not None
    assert BRANCHED in new


def test_what_cannot_move_is_marked(plan: Callable[..., Plan]) -> None:
    """Two connections in one file are for a person."""
    block = ENV.format(made="connectable = create_engine(URL)", engine="connectable")
    found = plan(
        env=block + "\n\ndef again():\n    with app_engine.begin() as connection:\n        pass\n", settings=SETTINGS
    )
    assert "AL928" in {marker.code for marker in found.markers}


def test_a_driver_for_both(tmp_path: Path) -> None:
    """A URL of psycopg makes sync engines as well, so that env.py may share it and stay as it is."""
    (tmp_path / "db.py").write_text(DATABASE.replace("sqlite:///app.db", "postgresql+psycopg://u:p@h/d"), "utf-8")
    (tmp_path / "settings.py").write_text('URL = "postgresql+psycopg://u:p@h/d"\n', "utf-8")
    code = ENV.format(made="connectable = create_engine(URL)", engine="connectable")
    (tmp_path / "env.py").write_text(code, "utf-8")
    found = migrate(tmp_path, driver="psycopg")
    assert env(found) is None
    assert any("URLs of psycopg serve sync engines too" in note.what for note in found.notes)
