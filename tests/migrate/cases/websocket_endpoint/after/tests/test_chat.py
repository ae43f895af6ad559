import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

from chat.db import engine
from chat.main import app


@pytest.fixture
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.drop_all)


def test_a_room_remembers(tables):
    client = TestClient(app)
    with client.websocket_connect("/rooms/a") as websocket:
        websocket.send_text("안녕")
        assert websocket.receive_json() == {"saved": 1}
    with client.websocket_connect("/rooms/a") as websocket:
        assert websocket.receive_text() == "안녕"
