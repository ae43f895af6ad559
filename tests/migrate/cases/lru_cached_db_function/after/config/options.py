from functools import cache, lru_cache

from sqlmodel import Session, select
from sqlmodel.ext.asyncio.session import AsyncSession

from config.db import Option, engine, sync_engine


@lru_cache(maxsize=128)
def get_option(name: str) -> str | None:
    """설정값은 거의 바뀌지 않으므로 프로세스에 담아 둔다."""
    with Session(sync_engine) as session:
        return session.exec(select(Option.value).where(Option.name == name)).first()


@cache
def square(n: int) -> int:
    return n * n


async def set_option(name: str, value: str) -> None:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        await session.merge(Option(name=name, value=value))
        await session.commit()
    get_option.cache_clear()


def page_size() -> int:
    return square(int(get_option("page") or 3))
