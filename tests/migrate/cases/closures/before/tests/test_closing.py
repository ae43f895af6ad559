import pytest

from closing import Base, Sale, SessionLocal, close_month, engine


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(engine)
    with SessionLocal.begin() as session:
        session.add_all([Sale(shop="서울", amount=100), Sale(shop="서울", amount=50)])
    yield
    Base.metadata.drop_all(engine)


def test_close_month():
    totals, warnings = close_month(["서울", "부산"])
    assert totals == {"서울": 150, "부산": 0}
    assert warnings == ["부산: 매출 없음"]
