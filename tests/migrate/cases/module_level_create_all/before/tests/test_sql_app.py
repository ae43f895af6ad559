from fastapi.testclient import TestClient
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from sql_app.database import Base
from sql_app.main import app, get_db

SQLALCHEMY_DATABASE_URL = "sqlite:///./test.db"

engine = create_engine(
    SQLALCHEMY_DATABASE_URL,
    connect_args={"check_same_thread": False},
    poolclass=StaticPool,
)
TestingSessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)


Base.metadata.create_all(bind=engine)


def override_get_db():
    try:
        db = TestingSessionLocal()
        yield db
    finally:
        db.close()


app.dependency_overrides[get_db] = override_get_db

client = TestClient(app)


def test_create_user():
    response = client.post("/users/", params={"email": "deadpool@example.com"})
    assert response.status_code == 200, response.text
    assert response.json()["email"] == "deadpool@example.com"

    response = client.post("/users/", params={"email": "deadpool@example.com"})
    assert response.status_code == 400


def test_read_users():
    assert client.get("/users/").json()[0]["is_active"] is True
    assert client.get("/users/", params={"skip": 1}).json() == []
