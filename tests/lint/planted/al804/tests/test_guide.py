import asyncio
from unittest.mock import AsyncMock, MagicMock, Mock

import pytest

from app.guide import Guide, Posts, shown


@pytest.mark.asyncio
async def test_title():
    posts = MagicMock()
    posts.get.return_value = "Seoul"  # plant: AL804
    guide = Guide(posts=posts, others=AsyncMock())
    assert await guide.title(1)


@pytest.mark.asyncio
async def test_shown():
    store = Mock(name="store")
    store.get.return_value = {"name": "Seoul"}  # plant: AL804
    assert await shown(store, 1)
    store.get.assert_called_once_with(1)


@pytest.mark.asyncio
async def test_specified():
    posts = MagicMock(spec=Posts)
    posts.get.return_value = "Seoul"
    assert await Guide(posts, None).title(1)


@pytest.mark.asyncio
async def test_replaced():
    posts = MagicMock()
    posts.get = AsyncMock()
    posts.get.return_value = "Seoul"
    posts.slug.return_value = "seoul"
    guide = Guide(posts, None)
    assert await guide.title(1)
    assert guide.slug()


@pytest.mark.asyncio
async def test_patched(monkeypatch):
    posts = MagicMock()
    posts.get.return_value = "Seoul"
    monkeypatch.setattr(posts, "get", AsyncMock())
    assert await Guide(posts, None).title(1)


def test_not_run():
    posts = MagicMock()
    posts.get.return_value = "Seoul"
    assert Guide(posts, None).slug()


@pytest.mark.asyncio
async def test_future():
    found = asyncio.get_running_loop().create_future()
    posts = MagicMock()
    posts.get.return_value = found
    found.set_result("Seoul")
    assert await Guide(posts, None).title(1)
