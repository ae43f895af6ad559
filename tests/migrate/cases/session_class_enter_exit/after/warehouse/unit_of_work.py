from __future__ import annotations

import abc

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from warehouse.orm import DEFAULT_SESSION_FACTORY, Batch


class BatchRepository:
    def __init__(self, session: AsyncSession):
        self.session = session

    def add(self, batch: Batch) -> None:
        self.session.add(batch)

    async def get(self, ref: str) -> Batch | None:
        return await self.session.get(Batch, ref)

    async def of_sku(self, sku: str) -> list[Batch]:
        return list(await self.session.scalars(select(Batch).where(Batch.sku == sku).order_by(Batch.ref)))


class AbstractUnitOfWork(abc.ABC):
    batches: BatchRepository

    async def __aenter__(self) -> AbstractUnitOfWork:
        return self

    async def __aexit__(self, *args):
        await self.rollback()

    async def commit(self):
        await self._commit()

    @abc.abstractmethod
    async def _commit(self):
        raise NotImplementedError

    @abc.abstractmethod
    async def rollback(self):
        raise NotImplementedError


class SqlAlchemyUnitOfWork(AbstractUnitOfWork):
    def __init__(self, session_factory=DEFAULT_SESSION_FACTORY):
        self.session_factory = session_factory

    async def __aenter__(self):
        self.session = self.session_factory()
        self.batches = BatchRepository(self.session)
        return await super().__aenter__()

    async def __aexit__(self, *args):
        await super().__aexit__(*args)
        await self.session.close()

    async def _commit(self):
        await self.session.commit()

    async def rollback(self):
        await self.session.rollback()
