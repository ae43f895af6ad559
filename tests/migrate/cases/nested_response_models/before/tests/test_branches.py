import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from library.main import app, get_db
from library.models import Base, Book, Branch, Shelf

engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
TestingSessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)


def override_get_db():
    db = TestingSessionLocal()
    try:
        yield db
    finally:
        db.close()


@pytest.fixture()
def client():
    Base.metadata.create_all(bind=engine)
    db = TestingSessionLocal()
    db.add(Branch(name="종로", shelves=[Shelf(label="800 문학", books=[Book(title="토지"), Book(title="무정")])]))
    db.add(Branch(name="마포"))
    db.commit()
    db.close()
    app.dependency_overrides[get_db] = override_get_db
    yield TestClient(app)
    app.dependency_overrides = {}
    Base.metadata.drop_all(bind=engine)


def test_page(client):
    page = client.get("/branches").json()
    assert page["total"] == 2
    assert page["items"][0]["shelves"][0]["books"] == [{"title": "토지"}, {"title": "무정"}]
    assert page["items"][1]["shelves"] == []


def test_second_page(client):
    assert [b["name"] for b in client.get("/branches", params={"skip": 1}).json()["items"]] == ["마포"]


def test_one(client):
    assert client.get("/branches/1").json()["shelves"][0]["label"] == "800 문학"
    assert client.get("/branches/7").status_code == 404
