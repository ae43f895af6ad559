import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import Base, make_engine


@pytest.fixture(scope="session")
async def engine(tmp_path_factory):
    engine = make_engine(f"sqlite+aiosqlite:///{tmp_path_factory.mktemp('wallet') / 'wallet.db'}")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture(autouse=True)
async def session(engine):
    connection = await engine.connect()
    transaction = await connection.begin()
    session = AsyncSession(bind=connection, join_transaction_mode="create_savepoint", expire_on_commit=False)

    yield session

    await session.close()
    await transaction.rollback()
    await connection.close()
