import pytest

import shop


@pytest.fixture(autouse=True)
def tables():
    shop.Base.metadata.drop_all(shop.engine)
    shop.Base.metadata.create_all(shop.engine)


def test_wrappers_pass_the_session():
    first = shop.add("map", 3)
    assert shop.add("tent", 90) == first + 1
    assert shop.rename(first, "big map") == first
    assert shop.remove("tent") == 1


def test_methods_and_partials():
    shop.add("map", 3)
    shop.add("tent", price=90)
    prices = shop.Prices()
    assert prices.above(5) == ["tent"]
    assert prices.total("map", "tent") == 93
    assert shop.label_of("tent") == "item tent: 90"
