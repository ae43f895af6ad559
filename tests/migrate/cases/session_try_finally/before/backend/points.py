from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import Session

from .db import Base, SessionLocal


class Account(Base):
    __tablename__ = "accounts"
    name = Column(String(30), primary_key=True)
    points = Column(Integer, nullable=False, default=0)


class NotEnough(Exception):
    pass


def transfer(sender: str, receiver: str, points: int) -> None:
    db = SessionLocal()
    try:
        source = db.get(Account, sender, with_for_update=True)
        target = db.get(Account, receiver, with_for_update=True)
        if source.points < points:
            raise NotEnough(f"{sender} 님의 포인트가 모자랍니다")
        source.points -= points
        target.points += points
        db.commit()
    except Exception:
        db.rollback()
        raise
    finally:
        db.close()


def balance(name: str) -> int | None:
    session: Session = SessionLocal()
    try:
        account = session.get(Account, name)
        return account.points if account else None
    finally:
        session.close()


def open_account(name, points=0, db=None):
    own = db is None
    if own:
        db = SessionLocal()
    try:
        db.add(Account(name=name, points=points))
        db.commit()
    finally:
        if own:
            db.close()
