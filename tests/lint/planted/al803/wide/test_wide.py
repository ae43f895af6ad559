import pytest


@pytest.mark.asyncio(loop_scope="session")
async def test_shared(shared):
    async with shared.connect() as connection:
        await connection.exec_driver_sql("SELECT 1")


@pytest.mark.asyncio(loop_scope="class")
async def test_boxed(boxed):
    await boxed.exec_driver_sql("SELECT 1")
