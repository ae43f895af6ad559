from unittest.mock import AsyncMock, MagicMock

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from points import Point, PointService


@pytest.fixture
def session():
    return AsyncMock(spec=AsyncSession)


@pytest.fixture
def service(session):
    return PointService(session)


async def test_find(service, session):
    session.get.return_value = Point(id=3, owner="kim", amount=10)
    assert (await service.find(3)).owner == "kim"
    session.get.assert_called_once_with(Point, 3)


async def test_find_missing(service, session):
    session.get.return_value = None
    with pytest.raises(LookupError, match="포인트가 없습니다"):
        await service.find(1)


async def test_create(service, session):
    point = await service.create("lee")
    assert point.owner == "lee"
    session.add.assert_called_once_with(point)
    session.commit.assert_called_once()
    session.refresh.assert_called_once_with(point)
    session.rollback.assert_not_called()


async def test_create_duplicate(service, session):
    session.commit.side_effect = IntegrityError("insert", {}, Exception("중복"))
    assert await service.create("lee") is None
    session.rollback.assert_called_once()


async def test_total():
    db = AsyncMock(spec=AsyncSession, execute=AsyncMock(return_value=MagicMock()))
    db.execute.return_value.scalars.return_value.all.return_value = [Point(amount=1), Point(amount=2)]
    assert await PointService(db).total() == 3


async def test_names():
    db = AsyncMock(spec=AsyncSession)
    db.scalars = AsyncMock(return_value=[Point(owner="a"), Point(owner="b")])
    assert await PointService(db).names() == ["a", "b"]
