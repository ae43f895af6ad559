import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine


async def main() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.connect() as connection:
        print((await connection.execute(text("select 1"))).scalar())
    await engine.dispose()


if __name__ == "__main__":
    asyncio.run(main())
