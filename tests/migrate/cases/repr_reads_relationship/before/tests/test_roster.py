import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from models import Base, Player, Team
from roster import roster, sizes, teammates


@pytest.fixture
def factory():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    factory = sessionmaker(engine)
    with factory.begin() as session:
        session.add(Team(name="호랑이", players=[Player(name="김"), Player(name="이")]))
    yield factory
    engine.dispose()


def test_roster(factory):
    with factory() as session:
        assert roster(session) == ["<Player 김 of 호랑이>", "<Player 이 of 호랑이>"]
    with factory() as session:
        assert sizes(session) == {"호랑이": 2}
    with factory() as session:
        assert teammates(session, "김") == 1
