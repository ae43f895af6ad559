import pytest


async def test_sign_up_gives_points(service):
    user = await service.sign_up("영희")
    assert user.point == service.welcome_points()
    assert await service.is_consistent(user.id)


async def test_names_are_unique(service):
    await service.sign_up("철수")
    with pytest.raises(ValueError, match="이미 있는"):
        await service.sign_up("철수")


async def test_unknown_user(service):
    with pytest.raises(LookupError):
        await service.give(99, 10)
