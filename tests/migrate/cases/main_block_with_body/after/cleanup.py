import asyncio
import os
from datetime import datetime, timedelta

from sqlalchemy import Column, DateTime, Integer, delete
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base

engine = create_async_engine(os.getenv("CLEANUP_DB", "sqlite+aiosqlite:///tokens.sqlite3"))
Session = async_sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()


class Token(Base):
    __tablename__ = "tokens"
    id = Column(Integer, primary_key=True)
    expires = Column(DateTime)


async def remove_expired(session, now):
    result = await session.execute(delete(Token).where(Token.expires < now))
    await session.commit()
    return result.rowcount


async def main():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    now = datetime.now()
    async with Session() as session:
        # 시험용으로 하나를 넣고 지운다
        session.add(Token(expires=now - timedelta(days=1)))
        await session.commit()
        removed = await remove_expired(session, now)
    print("removed", removed)


if __name__ == "__main__":
    asyncio.run(main())
