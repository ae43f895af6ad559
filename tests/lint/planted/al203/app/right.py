from sqlalchemy.ext.asyncio import AsyncSession as CoreSession
from sqlmodel.ext.asyncio.session import AsyncSession


def use(session: AsyncSession, other: CoreSession):
    return session, other
