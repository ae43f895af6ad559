from fastapi.testclient import TestClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import User


def test_admin_is_there(admin_id: int) -> None:
    assert admin_id == 1


def test_create(client: TestClient, db: Session) -> None:
    r = client.post("/users", params={"email": "kim@example.com"})
    assert r.status_code == 201
    assert db.scalar(select(func.count(User.id))) == 2
    db.rollback()


def test_duplicate(client: TestClient) -> None:
    assert client.post("/users", params={"email": "admin@example.com"}).status_code == 409
