from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///wiki.db")


class Base(DeclarativeBase):
    pass


class Page(Base):
    __tablename__ = "pages"
    title: Mapped[str] = mapped_column(primary_key=True)


async def titles() -> list[str]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return list(await session.scalars(select(Page.title)))
