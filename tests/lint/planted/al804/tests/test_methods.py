from unittest.mock import AsyncMock, MagicMock, Mock, create_autospec

import pytest
from sqlalchemy.ext.asyncio import AsyncSession


async def keep(session: AsyncSession, thing):
    session.add(thing)
    await session.flush()
    return await session.get(object, 1)


@pytest.mark.asyncio
async def test_specified():
    session = Mock(spec=AsyncSession)
    session.flush = MagicMock(return_value=None)  # plant: AL804
    await keep(session, 1)


@pytest.mark.asyncio
async def test_set():
    session = MagicMock()  # plant: AL804
    session.flush = MagicMock()
    await keep(session, 2)


@pytest.mark.asyncio
async def test_right():
    async def nothing():
        return None

    session = Mock(spec=AsyncSession)
    session.flush = AsyncMock(return_value=None)
    session.add = MagicMock(return_value=None)
    session.get = MagicMock(side_effect=lambda *_: nothing())
    await keep(session, 3)


@pytest.mark.asyncio
async def test_right_again():
    session = create_autospec(AsyncSession)
    session.get = AsyncMock(return_value=MagicMock())
    await keep(session, 4)
    other = MagicMock()
    other.flush = AsyncMock()
    other.get = AsyncMock(return_value=None)
    await keep(other, 5)
