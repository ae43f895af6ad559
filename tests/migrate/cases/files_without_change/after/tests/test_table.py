from numbers_app.table import play, times_table


def test_times_table():
    assert times_table(7)[-1] == 63


def test_play():
    assert play() == ("a", 2)
