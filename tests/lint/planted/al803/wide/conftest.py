import pytest_asyncio
from sqlalchemy.ext.asyncio import create_async_engine


class Box:
    def __init__(self, engine):
        self.engine = engine


@pytest_asyncio.fixture(scope="module")
async def boxed():  # plant: AL803
    engine = create_async_engine("mysql+asyncmy://root@127.0.0.1/test")
    async with engine.begin() as connection:
        yield connection


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def shared():
    return create_async_engine("mysql+asyncmy://root@127.0.0.1/test")
