from warehouse.orm import Batch
from warehouse.unit_of_work import AbstractUnitOfWork, SqlAlchemyUnitOfWork


class OutOfStock(Exception):
    pass


def add_batch(ref: str, sku: str, qty: int, uow: AbstractUnitOfWork) -> None:
    with uow:
        uow.batches.add(Batch(ref=ref, sku=sku, qty=qty))
        uow.commit()


def allocate(sku: str, qty: int, uow: AbstractUnitOfWork) -> str:
    """먼저 들어온 것부터 나간다."""
    with uow:
        batch = next((b for b in uow.batches.of_sku(sku) if b.qty >= qty), None)
        if batch is None:
            raise OutOfStock(sku)
        batch.qty -= qty
        ref = batch.ref
        uow.commit()
    return ref


class Stock:
    def __init__(self, uow_factory=SqlAlchemyUnitOfWork):
        self.uow_factory = uow_factory

    def quantity(self, reference):
        with self.uow_factory() as uow:
            return uow.batches.get(reference).qty
