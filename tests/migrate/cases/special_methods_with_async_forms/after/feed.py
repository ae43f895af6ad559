"""for, with, () 로 쓰는 객체: 비동기 짝이 있는 특별 메서드들."""
from sqlalchemy import Column, Integer, String, select
from sqlalchemy.ext.asyncio import async_sessionmaker
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Item(Base):
    __tablename__ = "items"
    id = Column(Integer, primary_key=True)
    text = Column(String(50))


class Feed:
    def __init__(self, factory: async_sessionmaker):
        self.factory = factory

    async def __aenter__(self):
        self.session = self.factory()
        return self

    async def __aexit__(self, exc_type, exc, tb):
        if exc_type is None:
            await self.session.commit()
        await self.session.close()

    async def __aiter__(self):
        for item in await self.session.scalars(select(Item).order_by(Item.id)):
            yield item.text

    async def __call__(self, text):
        self.session.add(Item(text=text))
        await self.session.flush()


async def publish(factory, texts):
    async with Feed(factory) as feed:
        for text in texts:
            await feed(text)
        return [item async for item in feed]
