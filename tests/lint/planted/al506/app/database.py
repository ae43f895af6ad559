from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("mysql+asyncmy://travel@db/travel")
factory = async_sessionmaker(engine, expire_on_commit=False)


class Database:
    def session(self):
        return AsyncSession(engine)


async def count():
    async with factory() as session:
        return await session.scalar("SELECT COUNT(*) FROM spot")


async def save(name):
    async with engine.begin() as connection:
        await connection.exec_driver_sql("INSERT INTO spot (name) VALUES (%s)", (name,))


async def total():
    return await count() + 1


async def once():
    try:
        return await count()
    finally:
        await engine.dispose()


async def nothing():
    return 1
