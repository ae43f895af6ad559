import asyncio
import functools

from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

engine = create_async_engine("sqlite+aiosqlite:///reports.db")
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Report(Base):
    __tablename__ = "reports"
    id: Mapped[int] = mapped_column(primary_key=True)
    state: Mapped[str] = mapped_column(default="대기")


async def finish(report_id: int) -> str:
    async with SessionLocal.begin() as session:
        report = (await session.scalars(select(Report).where(Report.id == report_id))).one()
        report.state = "완료"
        return report.state


def run_async(function):
    """Make a plain function of an async one, for callers that cannot await."""

    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        async def run():
            engine.sync_engine.dispose(close=False)  # its connections belong to other event loops
            try:
                return await function(*args, **kwargs)
            finally:
                await engine.dispose()  # its connections belong to the event loop that ends here

        return asyncio.run(run())

    return wrapper
