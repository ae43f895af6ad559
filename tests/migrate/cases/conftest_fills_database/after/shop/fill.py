import asyncio

from sqlalchemy import func, select

from shop.db import Base, Item, engine, session_context


async def main():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all)
    async with session_context() as session:
        session.add_all([Item(name="연필"), Item(name="공책")])
        await session.commit()


async def count() -> int:
    async with session_context() as session:
        return await session.scalar(select(func.count(Item.id)))


if __name__ == "__main__":
    asyncio.run(main())
