from httpx import AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import User


def test_admin_is_there(admin_id: int) -> None:
    assert admin_id == 1


async def test_create(client: AsyncClient, db: AsyncSession) -> None:
    r = await client.post("/users", params={"email": "kim@example.com"})
    assert r.status_code == 201
    assert await db.scalar(select(func.count(User.id))) == 2
    await db.rollback()


async def test_duplicate(client: AsyncClient) -> None:
    assert (await client.post("/users", params={"email": "admin@example.com"})).status_code == 409
