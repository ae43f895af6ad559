from sqlalchemy import Column, Integer, String, select
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Word(Base):
    __tablename__ = "words"
    id = Column(Integer, primary_key=True)
    text = Column(String, unique=True)


async def learn(session, text):
    session.add(Word(text=text))
    await session.commit()


async def known(session):
    return [text for (text,) in await session.execute(select(Word.text).order_by(Word.text))]
