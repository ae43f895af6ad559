import pytest
from httpx import ASGITransport, AsyncClient

import app.models  # noqa: F401
from app.db import Base, engine
from app.main import app as application


@pytest.fixture
async def client():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncClient(
        transport=ASGITransport(app=application),
        base_url="http://testserver",
        follow_redirects=True,
    ) as c:
        yield c
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
