from sqlalchemy import Column, Integer, String, select
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
