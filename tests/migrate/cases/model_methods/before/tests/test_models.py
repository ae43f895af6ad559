import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from shop.models import Base, Product


@pytest.fixture
def db():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_life(db):
    product = Product.create(db, name="연필", stock=1)
    Product(name="공책").save(db)
    assert Product.names(db) == ["공책", "연필"]
    assert product.restock(db, 4).stock == 5
    Product.find(db, product.id).delete(db)
    assert Product.find(db, 1) is None


def test_slug():
    assert Product.slug(" 빨간 연필 ") == "빨간-연필"
