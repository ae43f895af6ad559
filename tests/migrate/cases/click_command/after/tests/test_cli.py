import asyncio

import pytest
from click.testing import CliRunner

from tool.cli import cli, put
from tool.db import Base, Part, Session, engine


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_put_and_drop():
    runner = CliRunner()
    assert (await asyncio.to_thread(runner.invoke, cli, ["put", "나사", "--count", "3"])).output == "나사: 3\n"
    assert (await asyncio.to_thread(runner.invoke, cli, ["--quiet", "put", "나사"])).output == ""
    async with Session() as session:
        assert (await session.get(Part, "나사")).count == 4
    assert (await asyncio.to_thread(runner.invoke, cli, ["drop", "나사"])).exit_code == 0
    assert (await asyncio.to_thread(runner.invoke, cli, ["drop", "나사"])).exit_code == 1


async def test_put():
    async with Session() as session:
        assert await put(session, "너트", 2) == 2
        assert await put(session, "너트", 2) == 4
