import itertools

import pytest
from sqlmodel import Session, SQLModel, create_engine

from club.models import Club, Membership


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def save(session):
    def _save(instance):
        session.add(instance)
        session.commit()
        session.refresh(instance)
        return instance

    return _save


@pytest.fixture
def make_club(save):
    numbers = itertools.count(1)

    def _make_club(name=None, members=(), **kwargs):
        club = save(Club(name=name or f"동아리 {next(numbers)}", **kwargs))
        for member in members:
            save(Membership(club_id=club.id, member=member))
        return club

    return _make_club


@pytest.fixture
def full_club(make_club):
    return make_club("등산", members=["kim", "lee"])


class MembershipFactory:
    def __init__(self, session):
        self.session = session

    def create(self, club, member="park"):
        membership = Membership(club_id=club.id, member=member)
        self.session.add(membership)
        self.session.flush()
        return membership


@pytest.fixture
def membership_factory(session):
    return MembershipFactory(session)
