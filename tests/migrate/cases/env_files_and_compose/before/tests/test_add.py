import pytest
from sqlmodel import SQLModel

from app.config import settings
from app.db import add, engine


@pytest.fixture(autouse=True)
def tables():
    SQLModel.metadata.drop_all(engine)
    SQLModel.metadata.create_all(engine)
    yield
    engine.dispose()


def test_add():
    assert add("사과") == 1
    assert add("배") == 2


def test_url_comes_from_the_env_file():
    assert settings.database_url.endswith("///./dev.db")
