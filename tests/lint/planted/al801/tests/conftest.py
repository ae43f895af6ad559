import pytest
import pytest_asyncio
from pytest import fixture


@pytest.fixture
async def session():  # plant: AL801
    yield 1


@fixture(scope="session")
async def engine():  # plant: AL801
    return 1


@pytest_asyncio.fixture
async def client():
    return 1


@pytest.fixture
def url():
    return "sqlite://"
