import pytest

from app import db, notes


@pytest.fixture(autouse=True)
async def engine(tmp_path):
    engine = await db.configure(f"sqlite+aiosqlite:///{tmp_path}/notes.db")
    yield engine
    await engine.dispose()


async def test_write():
    assert (await notes.write("메모")).id == 1
    assert await notes.read_all() == ["메모"]


async def test_write_many():
    await notes.write_many("하나", "둘")
    assert await notes.read_all() == ["하나", "둘"]


async def test_own_factory(engine):
    await notes.write("x")
    assert await notes.read_all(db.make_factory(engine)) == ["x"]
