from sqlalchemy import Column, Integer, String
from sqlalchemy.ext.asyncio import AsyncSession

from .db import Base, SessionLocal


class Account(Base):
    __tablename__ = "accounts"
    name = Column(String(30), primary_key=True)
    points = Column(Integer, nullable=False, default=0)


class NotEnough(Exception):
    pass


async def transfer(sender: str, receiver: str, points: int) -> None:
    db = SessionLocal()
    try:
        source = await db.get(Account, sender, with_for_update=True)
        target = await db.get(Account, receiver, with_for_update=True)
        if source.points < points:
            raise NotEnough(f"{sender} 님의 포인트가 모자랍니다")
        source.points -= points
        target.points += points
        await db.commit()
    except Exception:
        await db.rollback()
        raise
    finally:
        await db.close()


async def balance(name: str) -> int | None:
    session: AsyncSession = SessionLocal()
    try:
        account = await session.get(Account, name)
        return account.points if account else None
    finally:
        await session.close()


async def open_account(name, points=0, db=None):
    own = db is None
    if own:
        db = SessionLocal()
    try:
        db.add(Account(name=name, points=points))
        await db.commit()
    finally:
        if own:
            await db.close()
