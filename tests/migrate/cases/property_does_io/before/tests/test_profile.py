import pytest
from sqlmodel import Session, SQLModel, create_engine

from profiles import Author, Profile, Story


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def profile(session):
    author = Author(name="박경리")
    session.add(author)
    session.commit()
    return Profile(session, author)


def test_new(profile):
    assert profile.is_new
    assert profile.describe() == "박경리 (박): 신인"


def test_with_stories(session, profile):
    session.add(Story(author_id=profile.author.id, title="토지"))
    session.commit()
    assert not profile.is_new
    assert profile.describe().endswith("1편")
