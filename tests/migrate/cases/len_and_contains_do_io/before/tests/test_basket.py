import pytest
from sqlmodel import Session, SQLModel, create_engine

from basket import Basket


@pytest.fixture
def basket():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield Basket(session, "나")
    engine.dispose()


def test_skus(basket):
    basket.add("펜")
    assert basket.skus() == ["펜"]
    assert str(basket) == "나의 장바구니"
