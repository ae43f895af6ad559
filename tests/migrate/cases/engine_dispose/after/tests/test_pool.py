import pytest

from pool import EngineHolder, after_fork, status


@pytest.fixture(params=[True, False])
async def holder(request, tmp_path):
    holder = EngineHolder(f"sqlite+aiosqlite:///{tmp_path}/a.db", small=request.param)
    yield holder
    await holder.close()


async def test_ping(holder):
    assert await holder.ping()
    await after_fork(holder)
    assert await holder.ping()


async def test_replace(holder, tmp_path):
    first = holder.engine
    await holder.replace(f"sqlite+aiosqlite:///{tmp_path}/b.db")
    assert holder.engine is not first
    assert holder.engine.url.database.endswith("b.db")
    assert await holder.ping()


def test_status(holder):
    assert status(holder).startswith("sqlite: ")
