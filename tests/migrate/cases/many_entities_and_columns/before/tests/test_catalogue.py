from bookstore import catalogue

PAIRS = [("한강", "채식주의자"), ("한강", "소년이 온다"), ("박완서", "나목")]


def test_pairs(db):
    assert catalogue.pairs(db) == PAIRS
    assert catalogue.legacy_pairs(db) == PAIRS
    assert catalogue.by_author(db) == {"한강": ["채식주의자", "소년이 온다"], "박완서": ["나목"]}


def test_rows(db):
    assert catalogue.one_pair(db, 3) == ("박완서", "나목")
    assert catalogue.maybe(db, 3) == {"title": "나목", "price": 9000}
    assert catalogue.maybe(db, 30) == {}
    assert catalogue.cheapest(db) == ("나목", 9000)
    assert catalogue.named(db) == (9000, 15000)


def test_columns(db):
    assert catalogue.bundles(db) == ["나목"]
    assert catalogue.only_titles(db) == ["나목", "소년이 온다", "채식주의자"]
    assert catalogue.kinds(db) == [("책", "소년이 온다")]
    assert catalogue.names_of(db, 2, 3) == ["박완서", "?"]
    assert catalogue.scalars_of_columns(db)[0] == ["한강", "박완서"]
