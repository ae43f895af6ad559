from typing import AsyncGenerator, Generator

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

from app.deps import Member, get_db, get_read_db
from app.main import app


@pytest.fixture(name="session")
async def session_fixture() -> AsyncGenerator[AsyncSession, None]:
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture(name="client")
def client_fixture(session: AsyncSession) -> Generator[AsyncClient, None, None]:
    def get_session_override():
        return session

    app.dependency_overrides[get_db] = get_session_override
    app.dependency_overrides[get_read_db] = get_session_override
    client = AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    yield client
    app.dependency_overrides.clear()


@pytest.fixture
async def member(session: AsyncSession) -> Member:
    member = Member(name="심청", token="t1")
    session.add(member)
    await session.commit()
    return member
