from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker

from infrastructure import engine, sync_engine

factory = async_sessionmaker(engine)


@asynccontextmanager
async def session_scope():
    async with factory() as session:
        yield session


@contextmanager
def timer():
    yield 1


async def rows():
    yield 1


def numbers():
    yield 1


class Unit:
    async def __aenter__(self):
        return self

    async def __aexit__(self, *_):
        return None


class Lock:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None
