from codes.db import all_codes, rename
from codes.labels import Settings, label


def test_labels():
    assert label("KR") == "대한민국"
    assert label("XX") == "XX"
    assert Settings.default == "대한민국"


def test_rename():
    rename("KR", "한국")
    assert all_codes()["KR"] == "한국"
    assert label("KR") == "대한민국"
    rename("KR", "대한민국")
