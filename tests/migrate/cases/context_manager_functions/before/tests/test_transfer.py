from notes.transfer import dump, load, try_load


def test_round_trip(tmp_path):
    load(["하나\n", "둘\n"])
    assert dump(tmp_path / "out.txt") == 2
    assert (tmp_path / "out.txt").read_text(encoding="utf-8") == "하나\n둘\n"


def test_nothing_of_a_failed_load_is_kept(tmp_path):
    try_load(["하나", " "])
    assert dump(tmp_path / "out.txt") == 0
