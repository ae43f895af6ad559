from club.crud import is_full, join


async def test_full(session, full_club):
    assert await is_full(session, full_club)
    assert not await join(session, full_club, "choi")


async def test_join(session, make_club):
    club = await make_club()
    assert club.name == "동아리 1"
    assert (await make_club()).name == "동아리 2"
    assert await join(session, club, "choi")


async def test_capacity(session, make_club):
    clubs = [await make_club(capacity=n, members=["kim"]) for n in (1, 2, 3)]
    assert [await is_full(session, club) for club in clubs] == [True, False, False]


async def test_factory_class(session, make_club, membership_factory):
    club = await make_club(capacity=1)
    assert (await membership_factory.create(club)).id == 1
    assert await is_full(session, club)
