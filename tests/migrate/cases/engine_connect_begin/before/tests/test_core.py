import datetime as dt

import pytest

from stats import core

DAY = dt.date(2025, 3, 1)


@pytest.fixture(autouse=True)
def tables():
    with core.engine.begin() as conn:
        core.metadata.create_all(conn)
    yield
    with core.engine.begin() as conn:
        core.metadata.drop_all(bind=conn)


def test_record():
    core.record("/about", DAY)
    core.record_all(["/", "/", "/about"], DAY)
    assert core.per_page() == {"/": 2, "/about": 2}
    assert core.pages() == ["/", "/about"]


def test_clear():
    core.record("/", DAY)
    assert core.clear() == 1
    assert core.per_page() == {}


def test_version():
    assert core.version().startswith("3.")
