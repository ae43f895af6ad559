from hotel.settings import Settings


async def test_rooms(client):
    assert (await client.get("/rooms/2")).json() == [102]
    assert (await client.get("/rooms/1")).json() == [101, 102]


def test_url():
    settings = Settings(TESTING=False, DB_HOST="db", DATABASE_URL="")
    assert settings.url.endswith("://hotel:hotel@db/hotel")
