import os

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

SQLALCHEMY_DATABASE_URL = os.getenv("SQLALCHEMY_DATABASE_URL", "mysql+pymysql://root@localhost:3306/memo")
Base = declarative_base()
SessionLocal = sessionmaker(autocommit=False, autoflush=False)


class Memo(Base):
    __tablename__ = "memo"

    id = Column(Integer, primary_key=True)
    text = Column(String(100))


def connect(url=SQLALCHEMY_DATABASE_URL):
    return create_engine(url)


def save(db, text):
    """메모를 저장"""
    memo = Memo(text=text)
    db.add(memo)
    db.commit()
    db.refresh(memo)
    return memo
