import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from report.models import Base, Customer, Payment
from report.statement import Statement, statements


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Customer(id=1, name="윤아"))
        session.add_all([Payment(customer_id=1, amount=300), Payment(customer_id=1, amount=200)])
        session.commit()
        yield session
    engine.dispose()


def test_statement(session):
    statement = Statement(session, 1, currency="₩")
    assert statement.total() == 500
    assert statement.render() == "내역서: 윤아 500₩"


def test_several(session):
    assert statements(session, [1]) == ["내역서: 윤아 500원"]
    with pytest.raises(LookupError):
        Statement(session, 2)
