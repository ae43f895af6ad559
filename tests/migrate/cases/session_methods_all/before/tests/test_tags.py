import pytest
from sqlmodel import Session, SQLModel, create_engine

from app import tags


@pytest.fixture
def session(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/tags.db")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_create_and_look_up(session):
    assert [tag.id for tag in tags.create(session, "서울", "부산")] == [1, 2]
    assert tags.lookups(session, 2).name == "부산"
    assert tags.detached(session, 1) not in session


def test_create_once(session):
    assert tags.create_once(session, "제주")
    assert not tags.create_once(session, "제주")


def test_merge_and_bulk(session):
    assert tags.merged(session, 1, 100) == 100
    assert tags.bulk(session) == (1, 1)
    assert tags.get_or_none(session, "합친 것") is None


def test_forget(session):
    tags.create(session, "서울")
    tags.forget(session, 1)
    assert tags.low_level(session) == ("sqlite", 0)
