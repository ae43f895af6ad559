from unittest.mock import MagicMock, Mock

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from points import Point, PointService


@pytest.fixture
def session():
    return MagicMock(spec=Session)


@pytest.fixture
def service(session):
    return PointService(session)


def test_find(service, session):
    session.get.return_value = Point(id=3, owner="kim", amount=10)
    assert service.find(3).owner == "kim"
    session.get.assert_called_once_with(Point, 3)


def test_find_missing(service, session):
    session.get.return_value = None
    with pytest.raises(LookupError, match="포인트가 없습니다"):
        service.find(1)


def test_create(service, session):
    point = service.create("lee")
    assert point.owner == "lee"
    session.add.assert_called_once_with(point)
    session.commit.assert_called_once()
    session.refresh.assert_called_once_with(point)
    session.rollback.assert_not_called()


def test_create_duplicate(service, session):
    session.commit.side_effect = IntegrityError("insert", {}, Exception("중복"))
    assert service.create("lee") is None
    session.rollback.assert_called_once()


def test_total():
    db = MagicMock()
    db.execute.return_value.scalars.return_value.all.return_value = [Point(amount=1), Point(amount=2)]
    assert PointService(db).total() == 3


def test_names():
    db = Mock()
    db.scalars = Mock(return_value=[Point(owner="a"), Point(owner="b")])
    assert PointService(db).names() == ["a", "b"]
