import pytest
from fastapi.testclient import TestClient
from sqlalchemy.pool import NullPool
from sqlmodel import Session, SQLModel, create_engine

from chat import Message, app, get_session


@pytest.fixture
def engine(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/chat.db", poolclass=NullPool)
    SQLModel.metadata.create_all(engine)
    return engine


@pytest.fixture
def client(engine):
    def override():
        with Session(engine) as session:
            yield session

    app.dependency_overrides[get_session] = override
    yield TestClient(app)
    app.dependency_overrides.clear()


def test_talk(client):
    with client.websocket_connect("/rooms/광장") as websocket:
        websocket.send_text("안녕하세요")
        assert websocket.receive_json() == {"id": 1, "text": "안녕하세요"}
        websocket.send_text("반갑습니다")
        assert websocket.receive_json()["id"] == 2
    assert client.get("/rooms/광장").json() == ["안녕하세요", "반갑습니다"]


def test_history(client, engine):
    with Session(engine) as session:
        session.add(Message(room="뒷방", text="어제 이야기"))
        session.commit()
    assert client.get("/rooms/뒷방").json() == ["어제 이야기"]


def test_streamed(client):
    with client.stream("GET", "/rooms/빈방") as response:
        assert list(response.iter_lines()) == ["[]"]
