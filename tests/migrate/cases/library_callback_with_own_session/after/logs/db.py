from sqlalchemy import create_engine, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker

engine = create_async_engine("sqlite+aiosqlite:///logs.db")
sync_engine = create_engine("sqlite:///logs.db")  # for code that cannot await
SessionLocal = async_sessionmaker(bind=engine, autoflush=False, expire_on_commit=False)
SyncSessionLocal = sessionmaker(bind=sync_engine, autoflush=False)


class Base(DeclarativeBase):
    pass


class LogLine(Base):
    __tablename__ = "log_lines"
    id: Mapped[int] = mapped_column(primary_key=True)
    level: Mapped[str]
    text: Mapped[str]


async def count(level: str) -> int:
    async with SessionLocal() as session:
        return await session.scalar(select(func.count(LogLine.id)).where(LogLine.level == level))
