import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

import tags


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    tags.Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([tags.Tag(name=n) for n in ("sea", "sea", "hill")])
        session.flush()
        yield session
    engine.dispose()


def test_any_and_all(session):
    assert tags.any_known(session, ["x", "sea"])
    assert not tags.any_known(session, ["x", "y"])
    assert tags.all_known(session, ["sea", "hill"])
    assert not tags.all_known(session, ["sea", "x"])
    assert tags.none_known(session, ["x"])


def test_sorted_map_and_filter(session):
    assert tags.ranking(session, ["hill", "x", "sea"]) == [2, 1, 0]
    assert tags.counts(session, ["hill", "sea"]) == [1, 2]
    assert tags.known(session, ["x", "sea"]) == ["sea"]
    assert tags.shouted(session, ["x", "sea"]) == ["SEA"]
    assert tags.biggest(session, ["hill", "sea"]) == (2, {"hill": 1, "sea": 2})


def test_no_more_than_needed(session):
    assert tags.add_until(session, ["a", "sea", "b"], known=True)
    assert tags.add_until(session, ["c", "last", "b"], known=False)
    assert tags.add_mapped(session, ["d", "d", "e"]) == (False, True)
    assert tags.none_taken(session, ["x", "y"])
    assert not tags.none_taken(session, ["x", "a"])
    assert [tags.uses(session, name) for name in "abcde"] == [1, 0, 1, 4, 1]


def test_the_first(session):
    assert tags.free_name(session, "sea") == "SEA-2"
    assert tags.free_filtered(session, "hill") == "hill-2"
    assert tags.first_use(session, ["x", "sea", "hill"]) == 2
    assert tags.first_use(session, ["x"]) == 0
    assert tags.until_known(session, ["x", "hill", "y"]) == [False, True]


def test_nothing_until_asked(session):
    adding = tags.adding(session, ["a", "b"])
    assert tags.uses(session, "a") == 0
    assert next(adding) is True
    assert [tags.uses(session, name) for name in "ab"] == [1, 0]
    with pytest.raises(StopIteration):
        next(tags.adding(session, []))
    assert tags.add_some(session, ["c", "stop", "d", "a"]) == ["d"]
    assert tags.totals(session, ["sea", "a"]) == 4
