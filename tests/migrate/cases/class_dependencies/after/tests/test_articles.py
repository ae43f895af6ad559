async def test_pages(client):
    for title in "가나다":
        assert (await client.post("/articles", params={"title": title})).status_code == 200
    assert (await client.get("/articles")).json() == ["가", "나"]
    assert (await client.get("/articles", params={"page": 2})).json() == ["다"]


async def test_limit(client):
    for n in range(3):
        await client.post("/articles", params={"title": str(n)})
    assert (await client.post("/articles", params={"title": "x"})).status_code == 403
    allowed = await client.post("/articles", params={"title": "x"}, headers={"X-Admin": "1"})
    assert allowed.json() == {"id": 4, "before": 3}
