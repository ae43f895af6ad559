from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel

from app.db import Login, engine
from app.jobs import purge
from app.main import app


def test_the_jobs_run_with_the_app():
    with TestClient(app) as client:
        assert client.get("/jobs").json() == ["heartbeat", "purge"]


def test_purge():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Login(expired=True), Login()])
        session.commit()
    assert purge() == 1
    assert purge() == 0
