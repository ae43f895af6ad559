from bookstore import catalogue

PAIRS = [("한강", "채식주의자"), ("한강", "소년이 온다"), ("박완서", "나목")]


async def test_pairs(db):
    assert await catalogue.pairs(db) == PAIRS
    assert await catalogue.legacy_pairs(db) == PAIRS
    assert await catalogue.by_author(db) == {"한강": ["채식주의자", "소년이 온다"], "박완서": ["나목"]}


async def test_rows(db):
    assert await catalogue.one_pair(db, 3) == ("박완서", "나목")
    assert await catalogue.maybe(db, 3) == {"title": "나목", "price": 9000}
    assert await catalogue.maybe(db, 30) == {}
    assert await catalogue.cheapest(db) == ("나목", 9000)
    assert await catalogue.named(db) == (9000, 15000)


async def test_columns(db):
    assert await catalogue.bundles(db) == ["나목"]
    assert await catalogue.only_titles(db) == ["나목", "소년이 온다", "채식주의자"]
    assert await catalogue.kinds(db) == [("책", "소년이 온다")]
    assert await catalogue.names_of(db, 2, 3) == ["박완서", "?"]
    assert (await catalogue.scalars_of_columns(db))[0] == ["한강", "박완서"]
