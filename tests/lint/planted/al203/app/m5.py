from sqlmodel.ext.asyncio.session import AsyncSession as DB
from sqlalchemy.ext.asyncio import async_sessionmaker, AsyncSession as DB  # plant: AL203


async def use(session, statement):
    return (await session.exec(statement)).all()
