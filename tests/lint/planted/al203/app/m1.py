from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel.ext.asyncio.session import AsyncSession  # plant: AL203


async def use(session, statement):
    return (await session.exec(statement)).all()
