import pytest
from sqlmodel import Session, SQLModel, create_engine

from numbers_app.store import keep, kept
from numbers_app.table import times_table


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_keep(session):
    keep(session, times_table(2)[:3])
    keep(session, [2])
    assert kept(session) == [2, 4, 6]
