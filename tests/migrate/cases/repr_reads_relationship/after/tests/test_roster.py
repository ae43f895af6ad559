import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from models import Base, Player, Team
from roster import roster, sizes, teammates


@pytest.fixture
async def factory():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    factory = async_sessionmaker(engine, expire_on_commit=False)
    async with factory.begin() as session:
        session.add(Team(name="호랑이", players=[Player(name="김"), Player(name="이")]))
    yield factory
    await engine.dispose()


async def test_roster(factory):
    async with factory() as session:
        assert await roster(session) == ["<Player 김 of 호랑이>", "<Player 이 of 호랑이>"]
    async with factory() as session:
        assert await sizes(session) == {"호랑이": 2}
    async with factory() as session:
        assert await teammates(session, "김") == 1
