import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, SQLModel, create_engine, func, select
from sqlmodel.pool import StaticPool

from forum import Reply, Thread, app, get_session


@pytest.fixture
def engine():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Thread(title="인사", replies=[Reply(text="안녕"), Reply(text="반가워요")]))
        session.add(Thread(title="질문", replies=[Reply(text="답")]))
        session.commit()
    yield engine
    engine.dispose()


@pytest.fixture
def client(engine):
    def override():
        with Session(engine) as session:
            yield session

    app.dependency_overrides[get_session] = override
    yield TestClient(app)
    app.dependency_overrides.pop(get_session)


def count(engine, model):
    with Session(engine) as session:
        return session.exec(select(func.count()).select_from(model)).one()


def test_delete_thread(client, engine):
    assert client.delete("/threads/1").status_code == 204
    assert count(engine, Thread) == 1
    assert count(engine, Reply) == 1


def test_delete_missing_thread(client):
    assert client.delete("/threads/9").json() == {"detail": "없는 글타래입니다"}


def test_clear_replies(client, engine):
    assert client.delete("/threads/1/replies").status_code == 204
    assert (count(engine, Thread), count(engine, Reply)) == (2, 1)
