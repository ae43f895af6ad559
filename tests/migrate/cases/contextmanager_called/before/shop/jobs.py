from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.db import Item, db_context, get_db, scope


def add(name: str) -> None:
    with contextmanager(get_db)() as session:
        session.add(Item(name=name))
        session.commit()


def rename_all(name: str) -> int:
    with db_context() as session:
        items = session.query(Item).all()
        for item in items:
            item.name = name
        session.commit()
        return len(items)


def names(provider: Callable[[], Generator[Session, None, None]] = get_db) -> list[str]:
    with contextmanager(provider)() as session:
        return list(session.scalars(select(Item.name).order_by(Item.id)))


class Catalogue:
    def __init__(self, session_factory: Callable[..., AbstractContextManager[Session]] = scope) -> None:
        self.session_factory = session_factory

    def size(self) -> int:
        with self.session_factory() as session:
            return session.query(Item).count()
