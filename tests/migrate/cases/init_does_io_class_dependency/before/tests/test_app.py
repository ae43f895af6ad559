import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel

from app import Account, app, engine


@pytest.fixture
def client():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Account(token="t", name="도윤"))
        session.commit()
    yield TestClient(app, headers={"X-Token": "t"})
    SQLModel.metadata.drop_all(engine)


def test_me(client):
    assert client.get("/me").json() == {"name": "도윤"}
    client.put("/me", params={"name": "하준"})
    assert client.get("/me").json() == {"name": "하준"}


def test_unknown(client):
    assert client.get("/me", headers={"X-Token": "?"}).status_code == 401
    assert client.get("/me", headers={"X-Token": ""}).status_code == 401
