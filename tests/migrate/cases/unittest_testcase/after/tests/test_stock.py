import unittest

from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from inventory.models import Base, Item
from inventory.stock import OutOfStock, boxes, receive, ship


class DatabaseTestCase(unittest.IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        self.engine = create_async_engine("sqlite+aiosqlite://")
        async with self.engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        self.db = async_sessionmaker(bind=self.engine, expire_on_commit=False)()

    async def asyncTearDown(self):
        await self.db.close()
        await self.engine.dispose()
        await super().asyncTearDown()

    async def stock_of(self, name):
        return (await self.db.scalars(select(Item).filter(Item.name == name))).one().stock


class ReceiveTest(DatabaseTestCase):
    async def test_new_item(self):
        self.assertEqual(await receive(self.db, "사과", 10), 10)
        self.assertEqual(await self.stock_of("사과"), 10)

    async def test_more_of_it(self):
        for count in (1, 2, 3):
            with self.subTest(count=count):
                await receive(self.db, "배", count)
        self.assertEqual(await self.stock_of("배"), 6)


class ShipTest(DatabaseTestCase):
    async def asyncSetUp(self):
        await super().asyncSetUp()
        await receive(self.db, "감", 5)

    async def test_ship(self):
        await ship(self.db, "감", 2)
        self.assertEqual(await self.stock_of("감"), 3)

    async def test_too_many(self):
        with self.assertRaises(OutOfStock) as caught:
            await ship(self.db, "감", 6)
        self.assertEqual(str(caught.exception), "감: 5개뿐")

    async def test_too_many_raises(self):
        with self.assertRaises(OutOfStock):
            await ship(self.db, "감", 100)


class BoxesTest(unittest.TestCase):
    """DB 를 쓰지 않는다"""

    def test_boxes(self):
        self.assertEqual(boxes(13), 2)


if __name__ == "__main__":
    unittest.main()
