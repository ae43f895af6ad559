from sqlmodel import SQLModel

from app import engine, normalise, record
from metrics import calls


async def test_both_kinds_are_counted():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    calls.clear()
    assert await record("/a/") == 1
    assert await record("/b") == 2
    assert calls == {"record": 2, "normalise": 2}


def test_the_pure_function_stays_plain():
    assert normalise("/x//") == "/x"
