import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel, create_engine

from heroes import Hero, Team, app, disband, get_session


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/heroes.db", connect_args={"check_same_thread": False})
    SQLModel.metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine):
    with Session(engine) as session:
        yield session


@pytest.fixture
def client(engine):
    def override():
        with Session(engine) as session:
            yield session

    app.dependency_overrides[get_session] = override
    yield TestClient(app)
    app.dependency_overrides.clear()


@pytest.fixture
def hero(session):
    hero = Hero(name="홍길동", team=Team(name="활빈당"))
    session.add(hero)
    session.commit()
    session.refresh(hero)
    return hero


def test_train(client, session, hero):
    assert client.post(f"/heroes/{hero.id}/train").json() == {"level": 2}
    # 앱은 다른 세션으로 바꿨다
    session.expire_all()
    assert hero.level == 2
    session.expire_all()
    hero = session.get(Hero, hero.id)
    assert hero.level == 2


def test_disband(session, hero):
    assert disband(session, hero.team) == 0
    session.refresh(hero)
    assert hero.team_id is None


@pytest.fixture
def other_session(engine):
    with Session(engine) as session:
        yield session


@pytest.fixture
def trained(other_session, hero):
    other = other_session.get(Hero, hero.id)
    other.level = 7
    other_session.commit()


def test_sees_what_another_session_did(session, hero, trained):
    session.expire_all()
    assert hero.level == 7


def test_sees_it_of_one_object(session, hero, trained):
    session.expire(hero)
    assert hero.level == 7
