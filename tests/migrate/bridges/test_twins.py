"""A sync twin stands behind the engine that async code uses as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CACHED = """\
from functools import lru_cache
from sqlalchemy import text
from db import SessionLocal

@lru_cache
def label():
    with SessionLocal() as session:
        return session.scalar(text("SELECT 2"))
"""


def test_an_engine_that_both_use_gets_a_twin(after: Callable[..., dict[str, str]]) -> None:
    """The twin has the sync URL and the same arguments; the factory's twin is bound to it."""
    files = after(main=CACHED)
    assert 'sync_engine = create_engine("sqlite:///app.db")  # for code that cannot await\n' in files["db"]
    assert "SyncSessionLocal = sessionmaker(bind=sync_engine)\n" in files["db"]
    assert "    with SyncSessionLocal() as session:\n        return session.scalar(" in files["main"]
    assert "async def count()" in files["db"]
    assert files[""] == ""


def test_an_engine_that_only_sync_code_uses_stays_as_it_is(after: Callable[..., dict[str, str]]) -> None:
    """Without async readers there is nothing to make a second engine for."""
    code = CACHED.replace(
        "from db import SessionLocal",
        "from sqlalchemy import create_engine\nfrom sqlalchemy.orm import sessionmaker\n"
        'own = create_engine("sqlite:///own.db")\nSessionLocal = sessionmaker(own)',
    )
    files = after(main=code)
    assert files["main"] == code


def test_a_url_from_elsewhere_is_set_to_the_sync_driver(after: Callable[..., dict[str, str]]) -> None:
    """The async engine knows its URL, password included; the twin takes it with another driver."""
    database = """\
        import os
        from sqlalchemy import create_engine, text

        engine = create_engine(os.environ["URL"], echo=True)


        def count():
            with engine.connect() as connection:
                return connection.scalar(text("SELECT 1"))
    """
    cached = CACHED.replace("SessionLocal()", "engine.connect()").replace("SessionLocal", "engine")
    files = after(main=cached, db=database)
    assert 'sync_engine = create_engine(engine.url.set(drivername="sqlite"), echo=True)' in files["db"]


def test_a_database_in_memory_has_no_twin(after: Callable[..., dict[str, str]]) -> None:
    """A second engine would see another database: the place is marked."""
    memory = """\
        from sqlalchemy import create_engine, text
        from sqlalchemy.orm import sessionmaker

        SessionLocal = sessionmaker(bind=create_engine("sqlite://"))
        engine = create_engine("sqlite://")


        def count():
            with engine.begin() as connection:
                return connection.scalar(text("SELECT 1"))
    """
    files = after(main=CACHED.replace("SessionLocal()", "engine.begin()").replace("SessionLocal", "engine"), db=memory)
    assert "\nsync_engine" not in files["db"]
    assert files[""].split() == ["AL906"]


def test_migrating_again_changes_nothing(after: Callable[..., dict[str, str]]) -> None:
    """The twin is an engine that only sync code uses."""
    files = after(main=CACHED)
    again = after(main=files["main"], db=files["db"])
    assert again == files


def test_the_drivers_own_connection(after: Callable[..., dict[str, str]]) -> None:
    """What uses a cursor of the driver stays sync, on the twin: such a cursor cannot be awaited."""
    code = """\
from db import engine

def check():
    raw = engine.raw_connection()
    raw.cursor().execute("PRAGMA integrity_check")
    raw.close()
"""
    files = after(main=code)
    assert files["main"] == code.replace("import engine", "import sync_engine").replace(" engine.", " sync_engine.")
    assert "sync_engine = create_engine(" in files["db"]
    assert files[""] == ""
