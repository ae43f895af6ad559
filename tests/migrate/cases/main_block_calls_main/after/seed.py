"""Seed the table of cities: python seed.py [FILE]"""
import asyncio
import csv
import sys
import time

from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class City(SQLModel, table=True):
    name: str = Field(primary_key=True)
    population: int


engine = create_async_engine("sqlite+aiosqlite:///cities.db")


async def load(session: AsyncSession, path: str) -> int:
    with open(path, encoding="utf-8", newline="") as file:
        for name, population in csv.reader(file):
            await session.merge(City(name=name, population=int(population)))
    await session.commit()
    return (await session.exec(select(func.count()).select_from(City))).one()


async def main(argv: list[str]) -> int:
    if len(argv) != 2:
        print("파일 이름이 필요합니다", file=sys.stderr)
        return 2
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        print(await load(session, argv[1]))
    return 0


if __name__ == "__main__":
    time.sleep(0.01)  # the disk wakes up
    sys.exit(asyncio.run(main(sys.argv)))
