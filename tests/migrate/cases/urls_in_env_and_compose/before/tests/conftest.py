import os

os.environ["TESTING"] = "1"

import pytest  # noqa: E402
from fastapi.testclient import TestClient  # noqa: E402
from sqlmodel import Session, SQLModel  # noqa: E402

from hotel.db import Room, engine  # noqa: E402
from hotel.main import app  # noqa: E402


@pytest.fixture(scope="session", autouse=True)
def rooms():
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Room(number=101), Room(number=102, beds=3)])
        session.commit()


@pytest.fixture
def client():
    return TestClient(app)
