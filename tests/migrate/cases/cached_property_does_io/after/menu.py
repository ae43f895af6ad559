from sqlalchemy import Column, Integer, String, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Dish(Base):
    __tablename__ = "dishes"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    price = Column(Integer)


class Menu:
    def __init__(self, session):
        self.session = session

    @property
    async def prices(self):
        """값은 한 번만 읽는다."""
        if "_prices" not in self.__dict__:
            self._prices = dict((await self.session.execute(select(Dish.name, Dish.price))).all())
        return self._prices

    async def bill(self, names):
        return sum([(await self.prices)[name] for name in names])


class Kitchen:
    def __init__(self, url):
        self.url = url

    @property
    async def engine(self):
        if "_engine" not in self.__dict__:
            engine = create_async_engine(self.url)
            # 처음 쓸 때 표를 만든다
            async with engine.begin() as connection:
                await connection.run_sync(Base.metadata.create_all)
            self._engine = engine
        return self._engine

    async def cook(self, name):
        async with async_sessionmaker(await self.engine, expire_on_commit=False).begin() as session:
            session.add(Dish(name=name, price=1000))

    async def close(self):
        if "_engine" in self.__dict__:
            await (await self.engine).dispose()
            del self.__dict__["_engine"]
