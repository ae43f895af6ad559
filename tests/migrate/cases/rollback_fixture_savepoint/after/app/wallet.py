from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.db import Base


class Transfer(Base):
    __tablename__ = "transfers"

    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]


async def transfer(session: AsyncSession, amount: int) -> int:
    row = Transfer(amount=amount)
    session.add(row)
    if amount <= 0:
        await session.rollback()
        raise ValueError("금액은 0보다 커야 합니다")
    await session.commit()
    return row.id


async def total(session: AsyncSession) -> int:
    return await session.scalar(select(func.coalesce(func.sum(Transfer.amount), 0)))
