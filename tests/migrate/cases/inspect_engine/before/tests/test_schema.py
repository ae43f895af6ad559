import pytest
from sqlmodel import SQLModel

from admin import schema
from admin.db import Setting, engine


@pytest.fixture(autouse=True)
def empty():
    SQLModel.metadata.drop_all(engine)


def test_not_ready():
    assert not schema.is_ready()
    assert schema.tables() == []
    assert schema.columns("setting") == {}


def test_ensure():
    schema.ensure()
    schema.ensure()
    assert schema.is_ready()
    assert schema.tables() == ["setting"]
    assert schema.columns("setting") == {"key": "VARCHAR", "value": "VARCHAR"}


def test_state_of_an_object():
    assert not schema.is_persistent(Setting(key="언어"))


def test_revisions():
    assert schema.revisions() == ()
