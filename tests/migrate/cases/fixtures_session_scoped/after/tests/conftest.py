from typing import AsyncGenerator

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from app.main import app, get_db
from app.models import Base, User


@pytest.fixture(scope="session")
async def db_engine(tmp_path_factory) -> AsyncGenerator[AsyncEngine, None]:
    """한 번만 만든다."""
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('db')}/test.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
    await engine.dispose()


@pytest.fixture(scope="session", autouse=True)
async def db(db_engine) -> AsyncGenerator[AsyncSession, None]:
    factory = async_sessionmaker(bind=db_engine, expire_on_commit=False)
    async with factory() as session:
        session.add(User(email="admin@example.com"))
        await session.commit()
        yield session
        await session.execute(delete(User))
        await session.commit()


@pytest.fixture(scope="module")
async def client(db_engine) -> AsyncGenerator[AsyncClient, None]:
    factory = async_sessionmaker(bind=db_engine, expire_on_commit=False)

    async def get_test_db():
        async with factory() as session:
            yield session

    app.dependency_overrides[get_db] = get_test_db
    async with AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    ) as c:
        yield c
    app.dependency_overrides.clear()


@pytest.fixture(scope="module")
async def admin_id(client: AsyncClient) -> int:
    return (await client.get("/users/1")).json()["id"]
