"""for, with, () 로 쓰는 객체: 비동기 짝이 있는 특별 메서드들."""
from sqlalchemy import Column, Integer, String, select
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    text = Column(String(50))


class Feed:
    def __init__(self, factory: sessionmaker):
        self.factory = factory

    def __enter__(self):
        self.session = self.factory()
        return self

    def __exit__(self, exc_type, exc, tb):
        if exc_type is None:
            self.session.commit()
        self.session.close()

    def __iter__(self):
        for item in self.session.scalars(select(Item).order_by(Item.id)):
            yield item.text

    def __call__(self, text):
        self.session.add(Item(text=text))
        self.session.flush()


def publish(factory, texts):
    with Feed(factory) as feed:
        for text in texts:
            feed(text)
        return list(feed)
