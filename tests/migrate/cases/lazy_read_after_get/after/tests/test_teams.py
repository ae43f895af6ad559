from httpx import AsyncClient


async def test_roster(client: AsyncClient):
    response = await client.get("/teams/1/roster")
    assert response.status_code == 200
    assert response.json() == ["Deadpond", "Rusty-Man"]


async def test_no_such_team(client: AsyncClient):
    assert (await client.get("/teams/9/roster")).status_code == 404


async def test_rename_reads_the_object_that_is_already_there(client: AsyncClient):
    assert (await client.patch("/teams/1", params={"name": "Z-Force"})).json() == ["Deadpond", "Rusty-Man"]


async def test_team_of_hero(client: AsyncClient):
    assert (await client.get("/heroes/1/team")).json() == {"team": "Preventers"}
    assert (await client.get("/heroes/3/team")).json() == {"team": "(무소속)"}
