from contextlib import contextmanager

import pytest

from shop.db import Base, SessionLocal, engine, one
from shop.jobs import Catalogue, add, names, rename_all
from shop.reports import longest


@pytest.fixture(autouse=True)
async def _schema():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def other_session():
    async with SessionLocal() as session:
        yield session


async def test_jobs():
    await add("a")
    await add("b")
    assert await names() == ["a", "b"]
    assert await rename_all("c") == 2
    assert await names(other_session) == ["c", "c"]
    assert await Catalogue().size() == 2
    assert await longest() == 1


def test_without_database():
    with contextmanager(one)() as number:
        assert number == 1
