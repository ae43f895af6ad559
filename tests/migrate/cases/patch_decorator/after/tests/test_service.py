from unittest import mock
from unittest.mock import AsyncMock, MagicMock, patch

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from weather import service


@patch("weather.service.readings_of", return_value=[10.0, 20.0])
async def test_average(readings_of):
    assert await service.average("서울") == 59.0
    readings_of.assert_called_once_with("서울")


@patch("weather.service.readings_of")
async def test_average_of_nothing(readings_of):
    readings_of.return_value = []
    assert await service.average("부산") is None


@patch("weather.service.to_fahrenheit", side_effect=lambda c: c)
@patch("weather.service.readings_of", AsyncMock(return_value=[3.0]))
async def test_two_patches(to_fahrenheit):
    assert await service.average("제주") == 3.0
    to_fahrenheit.assert_called_once()


async def test_patch_object():
    with mock.patch.object(service.db, "save_reading", return_value=5) as save:
        assert await service.record("광주", 21.5) == "광주 #5"
    save.assert_called_once_with("광주", 21.5)


async def test_failure():
    with patch("weather.service.db.save_reading", side_effect=RuntimeError("디스크 꽉 참")):
        with pytest.raises(RuntimeError):
            await service.record("대전", 1.0)


async def test_with_a_database(tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/w.db")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    with patch("weather.db.engine", engine):
        assert await service.record("대구", 35.0) == "대구 #1"
        assert await service.average("대구") == 95.0
    await engine.dispose()


@patch("weather.db.scope", **{"return_value.__aenter__.return_value": AsyncMock(spec=AsyncSession)})
async def test_forget(scope):
    assert await service.forget(3)
    scope.return_value.__aenter__.return_value.get.assert_called_once_with(service.db.Reading, 3)


async def test_hottest():
    with patch.object(service.db, "scope", **{"return_value.__aenter__.return_value": AsyncMock(spec=AsyncSession, exec=AsyncMock(return_value=MagicMock()))}) as scope:
        session = scope.return_value.__aenter__.return_value
        session.exec.return_value.all.return_value = [service.db.Reading(city="광주", celsius=38.5)]
        assert await service.hottest("광주") == 38.5


async def test_forget_nothing(monkeypatch):
    session = AsyncMock(spec=AsyncSession)
    session.get.return_value = None
    entered = MagicMock()
    entered.__aenter__ = AsyncMock(return_value=session)
    entered.__aexit__ = AsyncMock(return_value=None)
    monkeypatch.setattr(service.db, "scope", lambda: entered)
    assert not await service.forget(4)
    session.delete.assert_not_called()


async def test_forget_configured():
    session = AsyncMock(spec=AsyncSession)
    session.get.return_value = None
    with patch("weather.db.scope", **{"return_value.__aenter__.return_value": session}):
        assert not await service.forget(4)


@patch("weather.db.Unit")
async def test_has(Unit):
    unit = AsyncMock()
    unit.first.return_value = None
    Unit.return_value.__aenter__.return_value = unit
    assert not await service.has("인천")
    Unit.return_value.__aexit__.assert_called_once()
