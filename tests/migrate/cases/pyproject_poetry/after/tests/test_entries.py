import pytest

from guestbook.db import Base, connect
from guestbook.entries import read, sign


@pytest.fixture(autouse=True)
async def database(tmp_path):
    engine = connect(f"sqlite+aiosqlite:///{tmp_path}/guestbook.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await engine.dispose()


async def test_sign():
    assert await sign("다녀갑니다") == 1
    assert await sign("저도요") == 2
    assert await read() == ["다녀갑니다", "저도요"]
