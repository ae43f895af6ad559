import pytest
from sqlmodel import Session, SQLModel, create_engine

from export.exporters import RowExporter
from export.models import Row
from export.pages import any_large, backwards, batches, export, first, has, head, known, pages, rows, summary, texts


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def five(session):
    session.add_all([Row(text=t) for t in "가나다라마"])
    session.commit()


def test_pages(session, five):
    assert [len(page) for page in pages(session, 2)] == [2, 2, 1]
    generator = pages(session, 4)
    assert len(next(generator)) == 4
    assert len(next(generator)) == 1
    with pytest.raises(StopIteration):
        next(generator)


def test_rows(session, five):
    assert len(list(rows(session))) == 5
    assert [row.text for row in backwards(session)][0] == "마"
    assert first(session).text == "가"


def test_export(session, five):
    assert export(session).splitlines()[:2] == ["id,text", "1,가"]
    assert summary(session) == "전체: 1, 2, 3, 4, 5"


def test_unpacked(session, five):
    one, rest, parts = head(session)
    assert (one.text, [row.id for row in rest], len(parts)) == ("가", [2, 3, 4, 5, 5, 4, 3, 2, 1], 7)
    assert texts(session, "끝")[-2:] == ["5,마", "끝"]
    assert has(session, "1,가")
    assert not has(session, "id,text")


def test_searched(session, five):
    assert known(session, "다") == (True, True, True, "id,text")
    assert known(session, "없음")[0] is False
    assert not any_large(session)


def test_nothing(session):
    assert first(session) is None


def test_batches(session, five):
    assert batches(session) == [3, 2]


def test_an_abstract_generator(session, five):
    assert RowExporter(session).export() == ["가", "나", "다", "라", "마", "가A"]
