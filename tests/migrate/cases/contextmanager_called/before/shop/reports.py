import contextlib

from sqlalchemy import func, select

from shop.db import Item, get_db, pause


def longest() -> int:
    pause()
    with contextlib.contextmanager(get_db)() as session:
        return session.scalar(select(func.max(func.length(Item.name))))
