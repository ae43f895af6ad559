from bookstore import search


async def test_search(db):
    assert await search.search(db) == {"total": 3, "items": ["채식주의자", "소년이 온다", "나목"]}
    assert (await search.search(db, keyword="소년"))["items"] == ["소년이 온다"]
    assert await search.search(db, max_price=12000, sort="price", limit=1) == {"total": 2, "items": ["채식주의자"]}
    assert await search.search(db, author="한강", skip=1) == {"total": 2, "items": ["소년이 온다"]}


async def test_cheap(db):
    assert await search.cheap(db) == ["채식주의자", "나목"]


async def test_by_conditions(db):
    assert await search.by_conditions(db, title="나목", price=9000) == "나목"
    assert await search.by_conditions(db, title="나목", price=1) is None


async def test_each_author(db):
    assert await search.each_author(db) == {"한강": ["채식주의자", "소년이 온다"], "박완서": ["나목"]}
