from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession  # plant: AL203


async def use(session, statement):
    return (await session.exec(statement)).all()
