import os

os.environ["TESTING"] = "1"

import pytest  # noqa: E402
from httpx import ASGITransport, AsyncClient  # noqa: E402
from sqlmodel import SQLModel  # noqa: E402
from sqlmodel.ext.asyncio.session import AsyncSession  # noqa: E402

from hotel.db import Room, engine  # noqa: E402
from hotel.main import app  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
async def rooms():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Room(number=101), Room(number=102, beds=3)])
        await session.commit()


@pytest.fixture
def client():
    return AsyncClient(
        transport=ASGITransport(app=app),
        base_url="http://testserver",
        follow_redirects=True,
    )
