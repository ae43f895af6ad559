from sqlalchemy import create_engine, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_async_engine("sqlite+aiosqlite:///pages.db")
sync_engine = create_engine("sqlite:///pages.db")  # for code that cannot await
Session = async_sessionmaker(engine, expire_on_commit=False)
SyncSession = sessionmaker(sync_engine)


class Base(DeclarativeBase):
    pass


class Page(Base):
    __tablename__ = "pages"
    url: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[int]


def size_of(url: str) -> int:
    with SyncSession() as session:
        return session.scalar(select(Page.size).where(Page.url == url)) or 0


class PageRepository:
    def __init__(self, session):
        self.session = session

    async def longer_than(self, size: int) -> int:
        try:
            return await self.session.scalar(select(func.count()).select_from(Page).where(Page.size > size))
        finally:
            await self.session.close()
