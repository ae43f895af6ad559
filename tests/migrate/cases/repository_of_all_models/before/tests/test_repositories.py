import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from repositories import Base, Out, parse, repositories


@pytest.fixture
def session(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/teams.db")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_repositories(session):
    teams, members = repositories(session)
    team = teams.create(name="활빈당")
    assert (team.name, team.members) == ("활빈당", [])
    assert members.create(name="홍길동", team_id=team.id).team.name == "활빈당"
    session.expunge_all()
    assert [one.name for one in teams.get(team.id).members] == ["홍길동"]
    assert [one.team.name for one in members.all()] == ["활빈당"]
    assert members.called("홍길동").team.name == "활빈당"
    assert teams.get(team.id, Out).name == "활빈당"


def test_parsed():
    assert parse('{"id": 1, "name": "활빈당"}').members == []
