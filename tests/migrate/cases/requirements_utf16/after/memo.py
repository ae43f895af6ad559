import os

from sqlalchemy import Column, Integer, String
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base

SQLALCHEMY_DATABASE_URL = os.getenv("SQLALCHEMY_DATABASE_URL", "mysql+asyncmy://root@localhost:3306/memo")
Base = declarative_base()
SessionLocal = async_sessionmaker(autocommit=False, autoflush=False, expire_on_commit=False)


class Memo(Base):
    __tablename__ = "memo"

    id = Column(Integer, primary_key=True)
    text = Column(String(100))


def connect(url=SQLALCHEMY_DATABASE_URL):
    return create_async_engine(url)


async def save(db, text):
    """메모를 저장"""
    memo = Memo(text=text)
    db.add(memo)
    await db.commit()
    await db.refresh(memo)
    return memo
