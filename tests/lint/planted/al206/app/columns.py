from enum import Enum

TABLE = "spot"
ORDERS = {"name": "spot.name ASC", "price": "spot.price DESC"}
ALLOWED = ("name", "price", "city")


class Direction(str, Enum):
    UP = "ASC"
    DOWN = "DESC"


def quoted(name):
    return '"' + name.replace('"', '""') + '"'
