from unittest import IsolatedAsyncioTestCase

from httpx import ASGITransport, AsyncClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

from ping import Hit, app, engine, get_session


class PingTests(IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.addAsyncCleanup(engine.dispose)  # each test has an event loop of its own
        self.engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
        async with self.engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        self.addAsyncCleanup(self.engine.dispose)
        app.dependency_overrides[get_session] = self.get_session
        self.addCleanup(app.dependency_overrides.clear)
        self.client = AsyncClient(transport=ASGITransport(app=app), base_url="http://testserver", follow_redirects=True)

    async def get_session(self):
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            yield session

    async def test_counts(self):
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            session.add(Hit(path="/a"))
            await session.commit()
        assert (await self.client.post("/hits?path=/a")).json() == 2
        self.assertEqual((await self.client.post("/hits", params={"path": "/b"})).json(), 1)

    async def test_path_is_needed(self):
        response = await self.client.post("/hits")
        self.assertEqual(response.status_code, 422)
