import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from jobs import work


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_second_attempt_succeeds(session):
    work.failures = 2
    assert work.flaky_total(session) == 42
    assert work.ping(session)


def test_gives_up(session):
    work.failures = 3
    with pytest.raises(OperationalError):
        work.flaky_total(session)
