from unittest import mock
from unittest.mock import AsyncMock, MagicMock, Mock, patch

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app import crud
from app.crud import Spots, save


@pytest.mark.asyncio
async def test_save():
    session = MagicMock()  # plant: AL804
    await save(session, "Seoul")


@pytest.mark.asyncio
async def test_load():
    await crud.load(Mock(), 1)  # plant: AL804


@pytest.mark.asyncio
async def test_count(session):
    assert await crud.count(session) == 0


@pytest.mark.asyncio
async def test_count_of_mock():
    db = mock.Mock(name="db")  # plant: AL804
    assert await crud.count(db=db)


@pytest.mark.asyncio
async def test_spots():
    spots = Spots(session=MagicMock())  # plant: AL804
    assert await spots.by_name("Seoul")


@pytest.mark.asyncio
async def test_patched():
    with patch("app.crud.fetch", MagicMock(return_value=1)):  # plant: AL804
        assert await crud.fetch(1) == 1


@pytest.mark.asyncio
async def test_patched_object():
    with patch.object(crud, "fetch", new=Mock(side_effect=[1, 2])):  # plant: AL804
        assert await crud.fetch(1) == 1


@pytest.mark.asyncio
async def test_monkeypatched(monkeypatch):
    fake = MagicMock(return_value=1)  # plant: AL804
    monkeypatch.setattr(crud, "fetch", fake)
    assert await crud.fetch(1) == 1


@pytest.mark.asyncio
async def test_by_path(monkeypatch):
    monkeypatch.setattr("app.crud.fetch", Mock())  # plant: AL804
    assert await crud.fetch(1)


@pytest.mark.asyncio
async def test_method():
    with patch.object(Spots, "by_name", MagicMock(return_value=None)):  # plant: AL804
        assert await Spots(AsyncMock()).by_name("x") is None


@pytest.mark.asyncio
async def test_right(right_session):
    await save(right_session, "Seoul")
    await save(MagicMock(spec=AsyncSession), "Seoul")
    session = MagicMock()
    session.commit = AsyncMock()
    await save(session, "Busan")
    with patch("app.crud.fetch", AsyncMock(return_value=1)), patch("app.crud.fetch", return_value=2):
        assert await crud.fetch(1)
    with patch("app.crud.name", MagicMock(return_value="x")):
        assert crud.name(1) == "x"


@pytest.mark.asyncio
async def test_passed_on_to_what_is_patched():
    session = MagicMock()
    with patch.object(crud, "save", AsyncMock()) as saved:
        await crud.save_twice(session, "Seoul")
    assert saved.await_count == 2
