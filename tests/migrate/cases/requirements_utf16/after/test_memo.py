import pytest

from memo import Base, SessionLocal, connect, save


@pytest.fixture
async def db():
    engine = connect("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    db = SessionLocal(bind=engine)
    yield db
    await db.close()


async def test_save(db):
    memo = await save(db, "우유 사기")
    assert (memo.id, memo.text) == (1, "우유 사기")
