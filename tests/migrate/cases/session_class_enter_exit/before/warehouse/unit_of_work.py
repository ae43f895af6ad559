from __future__ import annotations

import abc

from sqlalchemy import select
from sqlalchemy.orm import Session

from warehouse.orm import DEFAULT_SESSION_FACTORY, Batch


class BatchRepository:
    def __init__(self, session: Session):
        self.session = session

    def add(self, batch: Batch) -> None:
        self.session.add(batch)

    def get(self, ref: str) -> Batch | None:
        return self.session.get(Batch, ref)

    def of_sku(self, sku: str) -> list[Batch]:
        return list(self.session.scalars(select(Batch).where(Batch.sku == sku).order_by(Batch.ref)))


class AbstractUnitOfWork(abc.ABC):
    batches: BatchRepository

    def __enter__(self) -> AbstractUnitOfWork:
        return self

    def __exit__(self, *args):
        self.rollback()

    def commit(self):
        self._commit()

    @abc.abstractmethod
    def _commit(self):
        raise NotImplementedError

    @abc.abstractmethod
    def rollback(self):
        raise NotImplementedError


class SqlAlchemyUnitOfWork(AbstractUnitOfWork):
    def __init__(self, session_factory=DEFAULT_SESSION_FACTORY):
        self.session_factory = session_factory

    def __enter__(self):
        self.session = self.session_factory()
        self.batches = BatchRepository(self.session)
        return super().__enter__()

    def __exit__(self, *args):
        super().__exit__(*args)
        self.session.close()

    def _commit(self):
        self.session.commit()

    def rollback(self):
        self.session.rollback()
