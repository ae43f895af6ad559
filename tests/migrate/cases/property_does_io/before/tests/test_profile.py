import pytest
from sqlmodel import Session, SQLModel, create_engine

from profiles import Author, Profile, Story, badge_year


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


def test_group(session, profile):
    assert profile.group_name() == ""
    session.add(Author(name="동인"))
    session.commit()
    assert profile.group_name() == "동인"


def test_what_has_the_name_of_a_property():
    assert badge_year("since 1969") == "1969"
