from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker as maker

from infrastructure import engine

Session = maker(engine)
Lasting = maker(engine, expire_on_commit=False)


async def keep(session, thing):
    session.add(thing)
    await session.commit()


async def keep_fresh(db, thing):
    db.add(thing)
    await db.commit()
    await db.refresh(thing)


class Work:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def done(self):
        await self.session.commit()

    async def reload(self, obj: object) -> None:
        await self.session.refresh(obj)

    async def reload_all(self, *things):
        for thing in things:
            await self.session.refresh(thing)

    async def show(self, obj: object, *, again: bool = False) -> None:
        if again:
            await self.reload(obj)
