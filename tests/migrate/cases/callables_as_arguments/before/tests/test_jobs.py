import pytest
from sqlmodel import SQLModel

from work.jobs import run
from work.unit import engine


@pytest.fixture(autouse=True)
def tables():
    SQLModel.metadata.create_all(engine)
    yield
    SQLModel.metadata.drop_all(engine)


def test_run():
    assert run("방문") == (5, 5)
    assert run("구매") == (5, 10)
