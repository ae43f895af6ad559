from sqlalchemy.ext.asyncio import AsyncSession as Session
from sqlmodel.ext.asyncio.session import AsyncSession as Session  # plant: AL203


async def use(session, statement):
    return (await session.exec(statement)).all()
