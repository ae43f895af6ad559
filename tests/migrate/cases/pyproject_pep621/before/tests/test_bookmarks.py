import pytest
from fastapi.testclient import TestClient
from sqlalchemy.engine import make_url
from sqlmodel import Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

from bookmarks.main import DATABASE_URL, Bookmark, app, get_session


@pytest.fixture
def client():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Bookmark(url="https://example.com/a", memo="맛집"))
        session.add(Bookmark(url="https://example.com/b", memo="여행"))
        session.commit()
        app.dependency_overrides[get_session] = lambda: session
        yield TestClient(app)
    app.dependency_overrides.clear()


def test_search(client):
    assert [b["memo"] for b in client.get("/bookmarks", params={"word": "여"}).json()] == ["여행"]


def test_delete(client):
    assert client.delete("/bookmarks/1").json() == {"deleted": "https://example.com/a"}
    assert client.delete("/bookmarks/1").status_code == 404


def test_url():
    assert make_url(DATABASE_URL).database == "bookmarks"
