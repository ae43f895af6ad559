import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from app import crud, service
from app.models import Base, Team, User


@pytest.fixture
def db():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as db:
        db.add_all([Team(name="개발"), User(name="지우"), User(name="하나")])
        db.commit()
        yield db
    engine.dispose()


def test_names(db):
    assert service.user_name(db, 1) == "지우"
    assert service.names(db, 2, 1) == ["하나", "지우"]
    assert service.greet(db, 1) == "반갑습니다, 지우 님"
    service.rename(db, 1, "지수")
    assert crud.get_user(db, 1).name == "지수"


def test_team(db):
    assert service.join(db, 1, "개발") == "지우: 개발"
    assert service.first_member(db, "개발") == "지우"
    assert service.n_teams(db) == 1


def test_same(db):
    assert service.same(db, 1, 1) and not service.same(db, 1, 2)
    assert service.found(db, 1) == "지우"
    assert service.found(db, 7) == "-"
