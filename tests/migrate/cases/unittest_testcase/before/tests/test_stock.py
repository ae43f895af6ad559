import unittest

from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

from inventory.models import Base, Item
from inventory.stock import OutOfStock, boxes, receive, ship


class DatabaseTestCase(unittest.TestCase):
    def setUp(self):
        super().setUp()
        self.engine = create_engine("sqlite://")
        Base.metadata.create_all(self.engine)
        self.db = sessionmaker(bind=self.engine)()

    def tearDown(self):
        self.db.close()
        self.engine.dispose()
        super().tearDown()

    def stock_of(self, name):
        return self.db.query(Item).filter(Item.name == name).one().stock


class ReceiveTest(DatabaseTestCase):
    def test_new_item(self):
        self.assertEqual(receive(self.db, "사과", 10), 10)
        self.assertEqual(self.stock_of("사과"), 10)

    def test_more_of_it(self):
        for count in (1, 2, 3):
            with self.subTest(count=count):
                receive(self.db, "배", count)
        self.assertEqual(self.stock_of("배"), 6)


class ShipTest(DatabaseTestCase):
    def setUp(self):
        super().setUp()
        receive(self.db, "감", 5)

    def test_ship(self):
        ship(self.db, "감", 2)
        self.assertEqual(self.stock_of("감"), 3)

    def test_too_many(self):
        with self.assertRaises(OutOfStock) as caught:
            ship(self.db, "감", 6)
        self.assertEqual(str(caught.exception), "감: 5개뿐")

    def test_too_many_raises(self):
        self.assertRaises(OutOfStock, ship, self.db, "감", 100)


class BoxesTest(unittest.TestCase):
    """DB 를 쓰지 않는다"""

    def test_boxes(self):
        self.assertEqual(boxes(13), 2)


if __name__ == "__main__":
    unittest.main()
