import pytest
from fastapi.testclient import TestClient
from sqlmodel import create_engine

from app import db
from app.main import app


@pytest.fixture
def client(tmp_path, monkeypatch):
    engine = create_engine(f"sqlite:///{tmp_path}/menu.db", connect_args={"check_same_thread": False})
    monkeypatch.setattr(db, "engine", engine)
    with TestClient(app) as client:
        yield client
