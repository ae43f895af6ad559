from sqlalchemy.ext.asyncio import AsyncSession as Db, async_sessionmaker

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)


async def reader():
    async with Session() as session:
        yield session


async def unit():
    async with Session.begin() as session:
        yield session


async def insert(db, row):
    db.add(row)
    await db.flush()


async def undo(db):
    await db.rollback()


async def store(db, row):
    try:
        await insert(db, row)
    except Exception:
        await undo(db)
        raise


def refuse(error):
    raise ValueError("refused") from error
