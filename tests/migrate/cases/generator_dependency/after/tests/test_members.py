from httpx import AsyncClient
from sqlmodel.ext.asyncio.session import AsyncSession

from app.deps import Member, page


async def test_me(client: AsyncClient, member: Member):
    assert (await client.get("/me", params={"token": "t1"})).json() == {"name": "심청"}


async def test_unauthorised(client: AsyncClient):
    response = await client.get("/me?token=x")
    assert response.status_code == 401
    assert response.json() == {"detail": "로그인이 필요합니다"}


async def test_rename(client: AsyncClient, member: Member, session: AsyncSession):
    await client.put("/me?token=t1&name=왕비")
    await session.refresh(member)
    assert member.name == "왕비"
    assert (await client.get("/members")).json() == ["왕비"]


def test_page():
    assert page(3, 500) == (3, 100)
