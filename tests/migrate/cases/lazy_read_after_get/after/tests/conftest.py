import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

from app.main import app, get_session
from app.models import Hero, Team


@pytest.fixture(name="session")
async def session_fixture():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        team = Team(name="Preventers")
        session.add(team)
        await session.commit()
        session.add(Hero(name="Rusty-Man", team_id=team.id))
        session.add(Hero(name="Deadpond", team_id=team.id))
        session.add(Hero(name="홍길동"))
        await session.commit()
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture(name="client")
def client_fixture(session: AsyncSession):
    def get_session_override():
        return session

    app.dependency_overrides[get_session] = get_session_override
    client = AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)
    yield client
    app.dependency_overrides.clear()
