import pytest
from sqlmodel import Session, SQLModel, create_engine

from stats import Member, double, name_of, report, statistic


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Member(name="민수"), Member(name="지영")])
        session.commit()
        yield session
    engine.dispose()


def test_statistics(session):
    assert statistic(session, "members") == 2
    assert statistic(session, "last") == 2
    assert report(session) == ("결과", 2)
    assert name_of(session, 1) == "민수"
    assert double(2) == 4
