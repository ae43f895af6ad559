import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

from forum import Reply, Thread, app, get_session


@pytest.fixture
async def engine():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Thread(title="인사", replies=[Reply(text="안녕"), Reply(text="반가워요")]))
        session.add(Thread(title="질문", replies=[Reply(text="답")]))
        await session.commit()
    yield engine
    await engine.dispose()


@pytest.fixture
def client(engine):
    async def override():
        async with AsyncSession(engine, expire_on_commit=False) as session:
            yield session

    app.dependency_overrides[get_session] = override
    yield AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    app.dependency_overrides.pop(get_session)


async def count(engine, model):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return (await session.exec(select(func.count()).select_from(model))).one()


async def test_delete_thread(client, engine):
    assert (await client.delete("/threads/1")).status_code == 204
    assert await count(engine, Thread) == 1
    assert await count(engine, Reply) == 1


async def test_delete_missing_thread(client):
    assert (await client.delete("/threads/9")).json() == {"detail": "없는 글타래입니다"}


async def test_clear_replies(client, engine):
    assert (await client.delete("/threads/1/replies")).status_code == 204
    assert (await count(engine, Thread), await count(engine, Reply)) == (2, 1)
