try:
    from sqlmodel.ext.asyncio.session import AsyncSession
    from sqlalchemy.ext.asyncio import AsyncSession  # plant: AL203
except ImportError:
    AsyncSession = None
