from typing import Generator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, create_engine, delete
from sqlalchemy.orm import Session, sessionmaker

from app.main import app, get_db
from app.models import Base, User


@pytest.fixture(scope="session")
def db_engine(tmp_path_factory) -> Generator[Engine, None, None]:
    """한 번만 만든다."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('db')}/test.db")
    Base.metadata.create_all(bind=engine)
    yield engine
    Base.metadata.drop_all(bind=engine)
    engine.dispose()


@pytest.fixture(scope="session", autouse=True)
def db(db_engine) -> Generator[Session, None, None]:
    factory = sessionmaker(bind=db_engine)
    with factory() as session:
        session.add(User(email="admin@example.com"))
        session.commit()
        yield session
        session.execute(delete(User))
        session.commit()


@pytest.fixture(scope="module")
def client(db_engine) -> Generator[TestClient, None, None]:
    factory = sessionmaker(bind=db_engine)

    def get_test_db():
        with factory() as session:
            yield session

    app.dependency_overrides[get_db] = get_test_db
    with TestClient(app) as c:
        yield c
    app.dependency_overrides.clear()


@pytest.fixture(scope="module")
def admin_id(client: TestClient) -> int:
    return client.get("/users/1").json()["id"]
