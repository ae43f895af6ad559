import pytest
from sqlmodel import Session, SQLModel, create_engine

from cart.models import Cart, Item
from cart.payments import Base, Card, Payment, Refund, Voucher, codes, receipts
from cart.service import amount_due, big_spenders
from cart.wishes import Gift, Wish, Wisher, gifts_for, wishes_of


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Cart(owner="영희", items=[Item(name="책", price=20_000, quantity=3)]))
        session.add(Cart(owner="철수", items=[Item(name="공책", price=1_000)]))
        session.add(Cart(owner="민수"))
        session.commit()
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_amount_due(session):
    assert amount_due(session, 1) == 60_000
    assert amount_due(session, 2) == 4_000


def test_empty_cart(session):
    assert amount_due(session, 3) == 0
    assert amount_due(session, 4) == 0


def test_big_spenders(session):
    assert big_spenders(session, over=50_000) == ["영희"]


def test_receipts(session):
    session.add_all([Payment(amount=1), Card(amount=2, bank="국민", refunds=[Refund(amount=1)]), Voucher(amount=3, code="X")])
    session.commit()
    session.expunge_all()
    assert receipts(session) == ["1원", "2원 국민 -1", "3원 #X"]
    session.expunge_all()
    assert codes(session) == ["X"]


def test_labels(session):
    session.add(Wisher(name="순이", wishes=[Wish(name="자전거")], gifts=[Gift(name="연필"), Gift(name="공책")]))
    session.commit()
    session.expunge_all()
    assert [wish.label for wish in wishes_of(session, 1)] == ["순이: 자전거"]
    session.expunge_all()
    assert [gift.label for gift in gifts_for(session, "순이")] == ["공책 → 순이", "연필 → 순이"]
