import asyncio

import pytest

from app.jobs import load, through


@pytest.mark.asyncio
async def test_through():
    assert through() == [1]  # plant: AL105


@pytest.mark.asyncio
async def test_it_fails():
    with pytest.raises(RuntimeError):
        asyncio.run(load())


def test_from_outside():
    assert asyncio.run(load()) == [1]
