"""엔진을 다룬다: 만들고, 바꾸고, 닫는다."""
from typing import Optional

from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine
from sqlalchemy.pool import NullPool, QueuePool


class EngineHolder:
    """Creates the engine when it is first asked for."""

    def __init__(self, url: str, small: bool = False) -> None:
        self.url = url
        self.small = small
        self._engine: Optional[Engine] = None

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            if self.small:
                self._engine = create_engine(self.url, poolclass=NullPool)
            else:
                self._engine = create_engine(self.url, poolclass=QueuePool, pool_size=3, max_overflow=0)
        return self._engine

    def ping(self) -> bool:
        with self.engine.connect() as connection:
            return connection.execute(text("SELECT 1")).scalar_one() == 1

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def replace(self, url: str) -> None:
        self.close()
        self.url = url


def after_fork(holder: EngineHolder) -> None:
    holder.engine.dispose(close=False)


def status(holder: EngineHolder) -> str:
    return f"{holder.engine.dialect.name}: {holder.engine.pool.status()}"
