import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from bot import bus
from bot.commands import Base, Blank, Desk, Memo, find, make
from bot.registry import run


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_commands(session):
    assert await run(session, "적어 우유 사기") == "1번"
    assert await run(session, "보여줘") == "우유 사기"
    assert await run(session, "도움말") == "적어 보여줘 도움말"
    assert await run(session, "노래해") == "모르는 명령"


async def test_find(session):
    await run(session, "적어 우유 사기")
    assert [(await find(key, session)).id for key in (1, "우유 사기", ["우유 사기"])] == [1, 1, 1]
    assert await find(1.5, session) is None
    desk = Desk(session)
    assert [await desk.handle(event) for event in ("count", "first", "last")] == [1, "우유 사기", None]


async def test_bus(session):
    made = bus.bootstrap(session, "새 글: ")
    await made.handle("썼다", "우유 사기")
    await made.handle("보았다", "빵")
    assert bus.shown == ["새 글: 우유 사기", "새 글: 빵"]
    assert await run(session, "보여줘") == "우유 사기"


async def test_makers(session):
    session.add(Memo(text="가"))
    await session.flush()
    assert (await make(session, "첫째")).text == "가"
    assert isinstance(await make(session, "빈"), Blank)
    assert await make(session, "없음") is None
