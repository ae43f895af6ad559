import pytest

import posts
from db import Base, engine


@pytest.fixture(autouse=True)
def schema():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)
    engine.dispose()


def test_add_and_list():
    first = posts.add_post("첫 글")
    posts.add_post("둘째 글")
    assert first == 1
    assert posts.titles() == ["첫 글", "둘째 글"]


def test_rename():
    posts.rename(posts.add_post("오타"), "제목")
    assert posts.titles() == ["제목"]
