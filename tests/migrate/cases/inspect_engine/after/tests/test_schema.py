import pytest
from sqlmodel import SQLModel

from admin import schema
from admin.db import Setting, engine


@pytest.fixture(autouse=True)
async def empty():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_not_ready():
    assert not await schema.is_ready()
    assert await schema.tables() == []
    assert await schema.columns("setting") == {}


async def test_ensure():
    await schema.ensure()
    await schema.ensure()
    assert await schema.is_ready()
    assert await schema.tables() == ["setting"]
    assert await schema.columns("setting") == {"key": "VARCHAR", "value": "VARCHAR"}


def test_state_of_an_object():
    assert not schema.is_persistent(Setting(key="언어"))


async def test_revisions():
    assert await schema.revisions() == ()
