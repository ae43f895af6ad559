import pytest
from fastapi.testclient import TestClient

import app.models  # noqa: F401
from app.db import Base, engine
from app.main import app as application


@pytest.fixture
def client():
    Base.metadata.create_all(bind=engine)
    with TestClient(application) as c:
        yield c
    Base.metadata.drop_all(bind=engine)
