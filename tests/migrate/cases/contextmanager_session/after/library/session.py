from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///library.db")
Session = async_sessionmaker(bind=engine, expire_on_commit=False)


@asynccontextmanager
async def session_scope():
    """Provide a transactional scope around a series of operations."""
    session = Session()
    try:
        yield session
        await session.commit()
    except:
        await session.rollback()
        raise
    finally:
        await session.close()


@asynccontextmanager
async def read_only(name="reader"):
    async with session_scope() as session:
        session.info["name"] = name
        yield session


@contextmanager
def timer(log):
    log.append("start")
    yield
    log.append("stop")
