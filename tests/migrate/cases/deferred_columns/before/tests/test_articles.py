import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from articles import (
    Article,
    Base,
    add_note,
    by_title,
    count_notes,
    drop_note,
    read_article,
    titles,
    word_counts,
)


@pytest.fixture
def engine():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        db.add(Article(title="봄", summary="봄 이야기", body="봄이 왔다 꽃이 피었다"))
        db.add(Article(title="겨울", summary="겨울 이야기", body="눈이 온다"))
        db.commit()
    yield engine
    engine.dispose()


def test_read_article(engine):
    with Session(engine) as db:
        assert read_article(db, 2) == {"title": "겨울", "body": "눈이 온다"}


def test_word_counts(engine):
    with Session(engine) as db:
        assert word_counts(db) == {"봄": 4, "겨울": 2}


def test_titles(engine):
    with Session(engine) as db:
        assert titles(db) == ["봄", "겨울"]


def test_notes(engine):
    with Session(engine) as db:
        assert add_note(db, 1, "좋다") == (1, 1)
        assert add_note(db, 2, "춥다") == (2, 1)
        assert add_note(db, 1, "또") == (3, 2)
        assert drop_note(db, 3).text == "또"
    with Session(engine) as db:
        assert count_notes(db) == [1, 1]
        assert by_title(db)[0] == {"id": 2, "text": "춥다", "memo": "", "article_id": 2}
