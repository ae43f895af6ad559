import pytest
from sqlalchemy import create_engine, delete, select
from sqlalchemy.orm import Session

from menu import Base, Dish, Kitchen, Menu


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Dish(name="국밥", price=9000), Dish(name="냉면", price=11000)])
        yield session
    engine.dispose()


def test_prices_are_read_once(session):
    menu = Menu(session)
    assert menu.bill(["국밥", "냉면", "국밥"]) == 29000
    session.execute(delete(Dish))
    assert menu.bill(["국밥"]) == 9000
    assert menu.prices is menu.prices
    assert Menu(session).prices == {}


def test_the_engine_makes_its_tables_once(tmp_path):
    kitchen = Kitchen(f"sqlite:///{tmp_path / 'kitchen.db'}")
    kitchen.cook("죽")
    with Session(kitchen.engine) as session:
        assert session.scalars(select(Dish.name)).all() == ["죽"]
    before = kitchen.engine
    kitchen.close()
    assert kitchen.engine is not before
    kitchen.close()
