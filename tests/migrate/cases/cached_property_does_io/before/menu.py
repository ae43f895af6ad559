from functools import cached_property

from sqlalchemy import Column, Integer, String, create_engine, select
from sqlalchemy.orm import declarative_base, sessionmaker

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


class Kitchen:
    def __init__(self, url):
        self.url = url

    @cached_property
    def engine(self):
        engine = create_engine(self.url)
        # 처음 쓸 때 표를 만든다
        Base.metadata.create_all(engine)
        return engine

    def cook(self, name):
        with sessionmaker(self.engine).begin() as session:
            session.add(Dish(name=name, price=1000))

    def close(self):
        if "engine" in self.__dict__:
            self.engine.dispose()
            del self.__dict__["engine"]
