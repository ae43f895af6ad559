"""두 파일을 동시에 읽어 들인다."""
import asyncio
import threading

from sqlalchemy import Column, Integer, String, func, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base

Base = declarative_base()
engine = create_async_engine("sqlite+aiosqlite:///import.db", connect_args={"timeout": 30})
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)
progress = []


class Line(Base):
    __tablename__ = "lines"
    id = Column(Integer, primary_key=True)
    text = Column(String(100))


async def import_lines(lines, label=""):
    async with SessionLocal() as session:
        for line in lines:
            session.add(Line(text=label + line))
        await session.commit()


def report(done):
    progress.append(done)


async def import_both(first, second):
    thread = asyncio.create_task(import_lines(first, label="a:"))
    await import_lines(second)
    await thread
    reporter = threading.Thread(target=report, args=("both",))
    reporter.start()
    reporter.join()
    async with SessionLocal() as session:
        return await session.scalar(select(func.count(Line.id)))
