import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from heroes import Hero, Team, app, disband, get_session


@pytest.fixture
async def engine(tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/heroes.db", connect_args={"check_same_thread": False})
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def session(engine):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def client(engine):
    async def override():
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield session

    app.dependency_overrides[get_session] = override
    yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    app.dependency_overrides.clear()


@pytest.fixture
async def hero(session):
    hero = Hero(name="홍길동", team=Team(name="활빈당"))
    session.add(hero)
    await session.commit()
    await session.refresh(hero)
    return hero


async def test_train(client, session, hero):
    assert (await client.post(f"/heroes/{hero.id}/train")).json() == {"level": 2}
    # 앱은 다른 세션으로 바꿨다
    session.expire_all()
    await session.refresh(hero)
    assert hero.level == 2
    session.expire_all()
    await session.refresh(hero)
    hero = await session.get(Hero, hero.id)
    assert hero.level == 2


async def test_disband(session, hero):
    assert await disband(session, await hero.awaitable_attrs.team) == 0
    await session.refresh(hero)
    assert hero.team_id is None


@pytest.fixture
async def other_session(engine):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
async def trained(other_session, hero):
    other = await other_session.get(Hero, hero.id)
    other.level = 7
    await other_session.commit()


async def test_sees_what_another_session_did(session, hero, trained):
    session.expire_all()
    await session.refresh(hero)
    assert hero.level == 7


async def test_sees_it_of_one_object(session, hero, trained):
    session.expire(hero)
    await session.refresh(hero)
    assert hero.level == 7
