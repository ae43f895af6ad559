import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from blog.database import Base
from blog.models import Author, Post
from blog.queries import author_of, author_page, titles_with_author


@pytest.fixture
def factory(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/test.db")
    Base.metadata.create_all(engine)
    factory = sessionmaker(bind=engine)
    with factory() as db:
        kim = Author(name="김소월", posts=[Post(title="진달래꽃"), Post(title="산유화")])
        yun = Author(name="윤동주", posts=[Post(title="서시")])
        db.add_all([kim, yun])
        db.commit()
    yield factory
    engine.dispose()


def test_titles_with_author(factory):
    with factory() as db:
        assert titles_with_author(db) == ["진달래꽃 - 김소월", "산유화 - 김소월", "서시 - 윤동주"]


def test_author_of(factory):
    with factory() as db:
        assert author_of(db, "서시") == "윤동주"
        assert author_of(db, "없는 글") is None


def test_author_page(factory):
    with factory() as db:
        page = author_page(db, "김소월")
    assert page == {"name": "김소월", "count": 2, "titles": ["산유화", "진달래꽃"]}
