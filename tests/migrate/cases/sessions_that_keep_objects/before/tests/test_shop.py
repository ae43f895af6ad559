import pytest

from shop import Base, SessionLocal, add, engine, set_price, tag


@pytest.fixture
def session():
    Base.metadata.create_all(engine)
    with SessionLocal() as session:
        yield session
    Base.metadata.drop_all(engine)


def test_what_was_set_stays(session):
    product = add(session, 1)
    price = set_price(session, product.id, 100)
    assert (price, type(price)) == (100, int)


def test_the_server_fills_in(session):
    assert add(session, 1).created is not None


def test_a_collection_stays(session):
    product = add(session, 1)
    assert tag(session, product) == (0, 0)
