from httpx import ASGITransport, AsyncClient
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.db import Login, engine
from app.jobs import purge
from app.main import app


async def test_the_jobs_run_with_the_app():
    async with app.router.lifespan_context(app), AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    ) as client:
        assert (await client.get("/jobs")).json() == ["heartbeat", "purge"]


async def test_purge():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Login(expired=True), Login()])
        await session.commit()
    assert await purge() == 1
    assert await purge() == 0
