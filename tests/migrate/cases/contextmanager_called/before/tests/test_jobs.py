from contextlib import contextmanager

import pytest

from shop.db import Base, SessionLocal, engine, one
from shop.jobs import Catalogue, add, names, rename_all
from shop.reports import longest


@pytest.fixture(autouse=True)
def _schema():
    Base.metadata.create_all(engine)
    yield
    Base.metadata.drop_all(engine)


def other_session():
    with SessionLocal() as session:
        yield session


def test_jobs():
    add("a")
    add("b")
    assert names() == ["a", "b"]
    assert rename_all("c") == 2
    assert names(other_session) == ["c", "c"]
    assert Catalogue().size() == 2
    assert longest() == 1


def test_without_database():
    with contextmanager(one)() as number:
        assert number == 1
