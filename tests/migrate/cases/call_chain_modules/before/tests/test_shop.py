import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel, create_engine
from sqlmodel.pool import StaticPool

from app.database import get_session
from app.main import app
from app.models import Book
from app.pricing import with_tax


@pytest.fixture(name="client")
def client_fixture():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Book(title="토지", price=10000, stock=2))
        session.add(Book(title="품절", price=5000))
        session.commit()
        app.dependency_overrides[get_session] = lambda: session
        yield TestClient(app)
        app.dependency_overrides.clear()


def test_shelf(client):
    assert client.get("/shelf").json() == [{"title": "토지", "price": 11000}]


def test_sell_until_gone(client):
    assert client.post("/books/1/sell", params={"count": 2}).json() == {"paid": 22000}
    response = client.post("/books/1/sell")
    assert response.status_code == 409
    assert response.json()["detail"] == "재고가 없습니다"


def test_tax():
    assert with_tax(1000) == 1100
