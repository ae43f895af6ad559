import asyncio

from sqlalchemy import Column, Integer, String
from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base

engine = create_async_engine("sqlite+aiosqlite:///guestbook.db")
db_session = async_scoped_session(async_sessionmaker(autocommit=False, autoflush=False, bind=engine, expire_on_commit=False), scopefunc=asyncio.current_task)

Base = declarative_base()


class Entry(Base):
    __tablename__ = "entries"

    id = Column(Integer, primary_key=True)
    author = Column(String(40))
    text = Column(String(200))


async def init_db():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def shutdown_session(exception=None):
    """요청이 끝날 때마다 부른다"""
    await db_session.remove()
