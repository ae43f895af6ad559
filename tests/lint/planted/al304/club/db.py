from sqlmodel.ext.asyncio.session import AsyncSession

from infrastructure import engine


async def get_session():
    async with AsyncSession(engine) as session:
        yield session


async def save(db, thing):
    db.add(thing)
    await db.commit()


async def save_fresh(db, thing):
    db.add(thing)
    await db.commit()
    await db.refresh(thing)
    return thing


async def create(db, thing):
    db.add(thing)
    await db.commit()
    return thing
