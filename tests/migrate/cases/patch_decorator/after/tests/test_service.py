from unittest import mock
from unittest.mock import AsyncMock, patch

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel

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
