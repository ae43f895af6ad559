from functools import lru_cache

from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Rate(SQLModel, table=True):
    code: str = Field(primary_key=True)
    won: int


# aiolift: AL906 cached function with I/O: cache the value in a dictionary, or keep a sync engine for it
@lru_cache
def rate(session: AsyncSession, code: str) -> int:
    # 세션마다 한 번만 읽는다
    return session.exec(select(Rate.won).where(Rate.code == code)).one()


def in_won(session, code: str, amount: int) -> int:
    return rate(session, code) * amount


async def set_rate(session: AsyncSession, code: str, won: int) -> None:
    await session.merge(Rate(code=code, won=won))
    await session.commit()
    rate.cache_clear()
