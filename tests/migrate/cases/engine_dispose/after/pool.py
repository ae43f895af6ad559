"""엔진을 다룬다: 만들고, 바꾸고, 닫는다."""
from typing import Optional

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool, NullPool


class EngineHolder:
    """Creates the engine when it is first asked for."""

    def __init__(self, url: str, small: bool = False) -> None:
        self.url = url
        self.small = small
        self._engine: Optional[AsyncEngine] = None

    @property
    def engine(self) -> AsyncEngine:
        if self._engine is None:
            if self.small:
                self._engine = create_async_engine(self.url, poolclass=NullPool)
            else:
                self._engine = create_async_engine(self.url, poolclass=AsyncAdaptedQueuePool, pool_size=3, max_overflow=0)
        return self._engine

    async def ping(self) -> bool:
        async with self.engine.connect() as connection:
            return (await connection.execute(text("SELECT 1"))).scalar_one() == 1

    async def close(self) -> None:
        if self._engine is not None:
            await self._engine.dispose()
            self._engine = None

    async def replace(self, url: str) -> None:
        await self.close()
        self.url = url


async def after_fork(holder: EngineHolder) -> None:
    await holder.engine.dispose(close=False)


def status(holder: EngineHolder) -> str:
    return f"{holder.engine.dialect.name}: {holder.engine.pool.status()}"
