def load():
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlmodel.ext.asyncio.session import AsyncSession  # plant: AL203

    return AsyncSession


def other():
    from sqlalchemy.ext.asyncio import AsyncSession

    return AsyncSession
