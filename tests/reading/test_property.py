"""Whatever the model, its values and the statement: the fast path gives what a session gives."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import insert

from aiolift import Database
from tests.reading.comparison import assert_same, described, ordinary
from tests.reading.generated import Case, cases

QUIET = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]}


async def check(db: Database, case: Case) -> None:
    """Compare the two paths, and the prepared read with them."""
    metadata = case.model.metadata
    await db.create_tables(metadata)
    try:
        if case.rows:
            async with db.session() as session:
                for row in case.rows:  # not in one statement, as JSON's None needs
                    await session.exec(insert(case.model).values(row))
        await assert_same(db, case.make, params=case.params)
        prepared = db.prepare(case.make())
        *_, expected = await ordinary(db, case.make, params=case.params)
        for _ in range(2):
            assert described(await prepared.all(**case.params)) == expected
    finally:
        await db.drop_tables(metadata)


@settings(max_examples=150, **QUIET)
@given(case=cases())
async def test_on_sqlite(tmp_path_factory: Any, case: Case) -> None:
    """On SQLite."""
    db = Database(f"sqlite:///{tmp_path_factory.mktemp('generated')}/test.db")
    try:
        await check(db, case)
    finally:
        await db.dispose()


@pytest.mark.parametrize("driver", ["asyncmy", "aiomysql", "mysqlconnector_async"])
@settings(max_examples=25, **QUIET)
@given(case=cases())
async def test_on_servers(server: Any, fresh_database: Callable[..., str], driver: str, case: Case) -> None:
    """On both servers, with every driver."""
    db = Database(fresh_database(server, driver))
    try:
        await check(db, case)
    finally:
        await db.dispose()
