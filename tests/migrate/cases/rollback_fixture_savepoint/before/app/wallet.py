from sqlalchemy import func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.db import Base


class Transfer(Base):
    __tablename__ = "transfers"

    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[int]


def transfer(session: Session, amount: int) -> int:
    row = Transfer(amount=amount)
    session.add(row)
    if amount <= 0:
        session.rollback()
        raise ValueError("금액은 0보다 커야 합니다")
    session.commit()
    return row.id


def total(session: Session) -> int:
    return session.scalar(select(func.coalesce(func.sum(Transfer.amount), 0)))
