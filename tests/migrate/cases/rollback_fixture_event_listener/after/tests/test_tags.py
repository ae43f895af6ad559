from sqlalchemy import select

from api import Tag


async def test_create(client, session):
    assert (await client.post("/tags?name=바다")).json() == 1
    assert (await client.post("/tags?name=산")).json() == 2
    assert [tag.name for tag in await session.scalars(select(Tag))] == ["바다", "산"]


async def test_again_from_nothing(client):
    assert (await client.post("/tags?name=강")).json() == 1
