from unittest.mock import AsyncMock, MagicMock

import pytest

from warehouse import services
from warehouse.orm import Base, engine
from warehouse.unit_of_work import SqlAlchemyUnitOfWork


@pytest.fixture
async def uow():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield SqlAlchemyUnitOfWork()
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


async def test_allocate(uow):
    await services.add_batch("b1", "의자", 10, uow)
    await services.add_batch("b2", "의자", 100, uow)
    assert await services.allocate("의자", 20, uow) == "b2"
    async with uow:
        assert (await uow.batches.get("b2")).qty == 80
        assert await uow.batches.get("b3") is None


async def test_rolls_back(uow):
    await services.add_batch("b1", "의자", 10, uow)
    async with uow:
        (await uow.batches.get("b1")).qty = 0
    async with SqlAlchemyUnitOfWork() as other:
        assert (await other.batches.get("b1")).qty == 10


async def test_out_of_stock(uow):
    with pytest.raises(services.OutOfStock):
        await services.allocate("책상", 1, uow)


async def test_stock(uow):
    await services.add_batch("b1", "의자", 10, uow)
    assert await services.Stock().quantity("b1") == 10


async def test_stock_of_a_mock():
    uow = MagicMock(**{"batches.get": AsyncMock()})
    uow.__aenter__.return_value = uow
    uow.batches.get.return_value.qty = 7
    assert await services.Stock(MagicMock(return_value=uow)).quantity("b1") == 7
    assert await services.Stock(lambda: uow).quantity("b1") == 7
