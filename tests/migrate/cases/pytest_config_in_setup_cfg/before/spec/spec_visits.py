import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel, create_engine
from sqlmodel.pool import StaticPool

import app as module


@pytest.fixture
def client(monkeypatch):
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    monkeypatch.setattr(module, "engine", engine)
    return TestClient(module.app)


def it_counts_visits(client):
    assert client.post("/visits/home").json() == 1
    assert client.post("/visits/home").json() == 2


@pytest.mark.slow
def it_is_slow(client):
    for _ in range(100):
        client.post("/visits/home")
