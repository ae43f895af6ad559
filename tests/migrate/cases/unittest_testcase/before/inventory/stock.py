import math

from sqlalchemy.orm import Session

from inventory.models import Item


class OutOfStock(Exception):
    pass


def boxes(count: int, per_box: int = 12) -> int:
    return math.ceil(count / per_box)


def receive(db: Session, name: str, count: int) -> int:
    item = db.query(Item).filter_by(name=name).one_or_none()
    if item is None:
        item = Item(name=name, stock=0)
        db.add(item)
    item.stock += count
    db.commit()
    return item.stock


def ship(db: Session, name: str, count: int) -> None:
    item = db.query(Item).filter_by(name=name).one()
    if item.stock < count:
        raise OutOfStock(f"{name}: {item.stock}개뿐")
    item.stock -= count
    db.commit()
