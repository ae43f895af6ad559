import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from api import Base, Member, app, current_member, get_db, get_settings


@pytest.fixture
def db():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    Base.metadata.create_all(engine)
    db = sessionmaker(bind=engine)()
    db.add(Member(name="홍길동", token="t1"))
    db.add(Member(name="임꺽정", token="t2"))
    db.commit()
    yield db
    db.close()


@pytest.fixture
def client(db):
    app.dependency_overrides[get_db] = lambda: db
    yield TestClient(app)
    app.dependency_overrides = {}


def test_token(client):
    assert client.get("/me", params={"token": "t2"}).json() == {"name": "임꺽정", "service": "회원"}
    assert client.get("/me").status_code == 401


def test_as_somebody_else(client, db):
    def first_member():
        return db.query(Member).order_by(Member.id).first()

    app.dependency_overrides[current_member] = first_member
    assert client.get("/me").json()["name"] == "홍길동"


def test_settings(client):
    app.dependency_overrides.update({get_settings: lambda: {"service": "시험"}})
    assert client.get("/me?token=t1").json()["service"] == "시험"


def test_limit(client):
    assert client.get("/members?limit=1").json() == ["홍길동"]


class FakeSession:
    def __init__(self, *members):
        self.members = {member.id: member for member in members}

    def get(self, model, id):
        return self.members.get(id)

    def close(self):
        self.members.clear()


def test_a_session_of_our_own():
    app.dependency_overrides[get_db] = lambda: FakeSession(Member(id=7, name="이몽룡"))
    client = TestClient(app)
    assert client.get("/members/7").json() == {"name": "이몽룡"}
    assert client.get("/members/8").json() == {"name": None}
    app.dependency_overrides = {}
