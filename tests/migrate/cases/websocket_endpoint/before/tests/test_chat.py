import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from chat.db import engine
from chat.main import app


@pytest.fixture
def tables():
    SQLModel.metadata.create_all(engine)
    yield
    SQLModel.metadata.drop_all(engine)


def test_a_room_remembers(tables):
    client = TestClient(app)
    with client.websocket_connect("/rooms/a") as websocket:
        websocket.send_text("안녕")
        assert websocket.receive_json() == {"saved": 1}
    with client.websocket_connect("/rooms/a") as websocket:
        assert websocket.receive_text() == "안녕"
