from functools import cached_property

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

    @cached_property
    def prices(self):
        """값은 한 번만 읽는다."""
        return dict(self.session.execute(select(Dish.name, Dish.price)).all())

    def bill(self, names):
        return sum(self.prices[name] for name in names)
