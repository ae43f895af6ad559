from shop.fill import count


def test_the_database_is_filled():
    assert count() == 2


def test_it_is_filled_once():
    assert count() == 2
