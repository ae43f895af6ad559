from unittest.mock import MagicMock

import pytest

from warehouse import services
from warehouse.orm import Base, engine
from warehouse.unit_of_work import SqlAlchemyUnitOfWork


@pytest.fixture
def uow():
    Base.metadata.create_all(engine)
    yield SqlAlchemyUnitOfWork()
    Base.metadata.drop_all(engine)


def test_allocate(uow):
    services.add_batch("b1", "의자", 10, uow)
    services.add_batch("b2", "의자", 100, uow)
    assert services.allocate("의자", 20, uow) == "b2"
    with uow:
        assert uow.batches.get("b2").qty == 80
        assert uow.batches.get("b3") is None


def test_rolls_back(uow):
    services.add_batch("b1", "의자", 10, uow)
    with uow:
        uow.batches.get("b1").qty = 0
    with SqlAlchemyUnitOfWork() as other:
        assert other.batches.get("b1").qty == 10


def test_out_of_stock(uow):
    with pytest.raises(services.OutOfStock):
        services.allocate("책상", 1, uow)


def test_stock(uow):
    services.add_batch("b1", "의자", 10, uow)
    assert services.Stock().quantity("b1") == 10


def test_stock_of_a_mock():
    uow = MagicMock()
    uow.__enter__.return_value = uow
    uow.batches.get.return_value.qty = 7
    assert services.Stock(MagicMock(return_value=uow)).quantity("b1") == 7
    assert services.Stock(lambda: uow).quantity("b1") == 7
