import os

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_async_engine(os.environ.get("SHOP_URL", "sqlite+aiosqlite:///shop.db"))
sync_engine = create_engine(engine.url.set(drivername="sqlite"))  # for code that cannot await
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)
SyncSessionLocal = sessionmaker(sync_engine)


class Base(DeclarativeBase):
    pass


class Setting(Base):
    __tablename__ = "settings"
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class Unit:
    """한 작업 단위: 끝나면 저장하고 닫는다."""

    def __init__(self):
        self.session = SessionLocal()

    async def __aenter__(self):
        return self.session

    async def __aexit__(self, kind, error, trace):
        if kind is None:
            await self.session.commit()
        await self.session.close()


# for code that cannot await
class SyncUnit:
    """한 작업 단위: 끝나면 저장하고 닫는다."""

    def __init__(self):
        self.session = SyncSessionLocal()

    def __enter__(self):
        return self.session

    def __exit__(self, kind, error, trace):
        if kind is None:
            self.session.commit()
        self.session.close()
