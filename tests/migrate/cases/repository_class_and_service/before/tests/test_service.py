import pytest


def test_sign_up_gives_points(service):
    user = service.sign_up("영희")
    assert user.point == service.welcome_points()
    assert service.is_consistent(user.id)


def test_names_are_unique(service):
    service.sign_up("철수")
    with pytest.raises(ValueError, match="이미 있는"):
        service.sign_up("철수")


def test_unknown_user(service):
    with pytest.raises(LookupError):
        service.give(99, 10)
