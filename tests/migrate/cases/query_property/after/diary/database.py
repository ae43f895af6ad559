import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Query, declarative_base

engine = create_async_engine("sqlite+aiosqlite:///diary.db")


class Search(Query):
    def one_or_fail(self, message="nothing found"):
        found = self.first()
        if found is None:
            raise LookupError(message)
        return found


db_session = async_scoped_session(async_sessionmaker(bind=engine, query_cls=Search, expire_on_commit=False), scopefunc=asyncio.current_task)


class Model:
    @classmethod
    async def find(cls, **by):
        return (await db_session.scalars(select(cls).filter_by(**by).limit(1))).first()

    async def save(self):
        db_session.add(self)
        await db_session.commit()
        return self


Base = declarative_base(cls=Model)
