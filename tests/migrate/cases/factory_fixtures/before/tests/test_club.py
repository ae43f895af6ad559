from club.crud import is_full, join


def test_full(session, full_club):
    assert is_full(session, full_club)
    assert not join(session, full_club, "choi")


def test_join(session, make_club):
    club = make_club()
    assert club.name == "동아리 1"
    assert make_club().name == "동아리 2"
    assert join(session, club, "choi")


def test_capacity(session, make_club):
    clubs = [make_club(capacity=n, members=["kim"]) for n in (1, 2, 3)]
    assert [is_full(session, club) for club in clubs] == [True, False, False]


def test_factory_class(session, make_club, membership_factory):
    club = make_club(capacity=1)
    assert membership_factory.create(club).id == 1
    assert is_full(session, club)
