from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Word(Base):
    __tablename__ = "words"
    id = Column(Integer, primary_key=True)
    text = Column(String, unique=True)


def learn(session, text):
    session.add(Word(text=text))
    session.commit()


def known(session):
    return [text for (text,) in session.query(Word.text).order_by(Word.text)]
