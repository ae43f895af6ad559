import pytest

from diary import report, service
from diary.database import Base, db_session, engine
from diary.models import Author, Entry


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    yield
    db_session.remove()


def test_diary():
    kim = Author(name="Kim").save()
    for text in ("rain", "snow", "sun"):
        Entry(text=text, author_id=kim.id).save()
    assert Author.find(name="Kim").id == kim.id
    assert Author.find(name="Lee") is None
    assert [entry.text for entry in service.of("Kim")] == ["rain", "snow", "sun"]
    assert service.search() == (["rain", "snow"], 3)
    assert service.search("s") == (["snow", "sun"], 2)
    assert service.one(Entry, 3).text == "sun"
    assert service.star(2) == 1
    assert report.counts() == {"authors": 1, "starred": 1}
    service.forget("Kim")
    assert Entry.query.first() is None
    assert report.counts() == {"authors": 0, "starred": 0}


def test_a_query_of_its_own_class():
    storm = Entry(text="storm", author_id=Author(name="Ada").save().id).save()
    assert report.text_of(storm.id) == "storm"
    service.copy(service.of("Ada"))
    assert Entry.query.filter_by(text="storm").count() == 2
    with pytest.raises(LookupError, match="no entry"):
        report.text_of(99)
