from contextlib import asynccontextmanager

import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine


class Base(orm.DeclarativeBase):
    pass


class Entry(Base):
    __tablename__ = "entries"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)
    text: orm.Mapped[str] = orm.mapped_column(sa.Text)


class Database:
    """엔진과 세션을 한곳에 모은다."""

    def __init__(self, url: str = "sqlite+aiosqlite:///diary.db"):
        self._engine = create_async_engine(url)
        self._session_factory = async_sessionmaker(bind=self._engine, autoflush=False, expire_on_commit=False)

    async def create_database(self) -> None:
        async with self._engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)

    async def drop_database(self) -> None:
        async with self._engine.begin() as connection:
            await connection.run_sync(Base.metadata.drop_all)
        await self._engine.dispose()

    @asynccontextmanager
    async def session(self):
        session: AsyncSession = self._session_factory()
        try:
            yield session
        except Exception:
            await session.rollback()
            raise
        finally:
            await session.close()

    async def get_session(self):
        async with self.session() as session:
            yield session

    @property
    def dialect(self) -> str:
        return self._engine.dialect.name
