from concurrent.futures import ThreadPoolExecutor, as_completed

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, Session, SQLModel, create_engine

engine = create_async_engine("sqlite+aiosqlite:///prices.db", connect_args={"timeout": 30})
sync_engine = create_engine("sqlite:///prices.db", connect_args={"timeout": 30})  # for code that cannot await


class Price(SQLModel, table=True):
    sku: str = Field(primary_key=True)
    won: int


def save(sku: str, won: int) -> str:
    with Session(sync_engine) as session:
        session.merge(Price(sku=sku, won=won))
        session.commit()
    if won < 0:
        raise ValueError(sku)
    return sku


def save_all(prices: dict[str, int]) -> tuple[list[str], list[str]]:
    done, failed = [], []
    with ThreadPoolExecutor(max_workers=3) as pool:
        futures = [pool.submit(save, sku, won) for sku, won in prices.items()]
        for future in as_completed(futures):
            try:
                done.append(future.result())
            except ValueError as error:  # 음수 가격
                failed.append(str(error))
    return sorted(done), failed
