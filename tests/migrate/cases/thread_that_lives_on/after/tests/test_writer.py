import pytest
from sqlmodel import SQLModel

from audit.db import count_events, engine
from audit.writer import AuditWriter


@pytest.fixture
async def writer():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    writer = AuditWriter()
    writer.start()
    yield writer
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


async def test_events_are_written(writer):
    writer.write("로그인")
    writer.write("로그아웃")
    writer.stop()
    assert await count_events() == 2
