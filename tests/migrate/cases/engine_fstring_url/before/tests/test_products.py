import pytest
from fastapi.testclient import TestClient

from app.database import Base, SessionLocal, engine
from app.main import app
from app.models import Product

client = TestClient(app)


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(bind=engine)
    yield
    Base.metadata.drop_all(bind=engine)


def test_read_product():
    db = SessionLocal()
    db.add(Product(name="사과", price=1500))
    db.commit()
    db.close()
    response = client.get("/products/1")
    assert response.status_code == 200
    assert response.json() == {"id": 1, "name": "사과", "price": 1500}


def test_missing_product():
    assert client.get("/products/99").status_code == 404


def test_url_is_for_sqlite():
    assert engine.url.get_backend_name() == "sqlite"
