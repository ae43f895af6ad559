import pytest
from fastapi.testclient import TestClient

from app import Base, SessionLocal, Trade, app, engine


@pytest.fixture
def client():
    Base.metadata.create_all(engine)
    with SessionLocal.begin() as db:
        db.add_all([Trade(id=1, symbol="삼성"), Trade(id=2, symbol="현대")])
    yield TestClient(app)
    Base.metadata.drop_all(engine)


def test_downloads(client):
    assert client.get("/trades.csv").text == "번호,종목\r\n1,삼성\r\n2,현대\r\n"
    assert client.get("/template.csv").text == "번호,종목\r\n"
    assert client.get("/symbols").text == "삼성\n현대\n"
