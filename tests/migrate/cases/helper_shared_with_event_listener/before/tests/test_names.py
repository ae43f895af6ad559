import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from names import Base, is_open, open_shop


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_names(session):
    assert not is_open(session, "빵집")
    assert open_shop(session, " 빵집 ") == "빵집"
    assert open_shop(session, "빵집") == "빵집 2호점"
    assert is_open(session, "빵집")
