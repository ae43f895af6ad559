"""Commits and flushes, through functions and context managers."""

from __future__ import annotations

import pytest

from aiolift.analysis.sessions.unit_of_work import UnitOfWork
from tests.analysis.mapping.test_relationships import HEAD, model

CODE = f"""{HEAD}

from contextlib import contextmanager
from sqlalchemy.orm import Session


def commit(db: Session):
    db.commit()


def through(db: Session):
    commit(db)


def flush(db: Session, hero: Hero):
    db.add(hero)
    db.flush()


def read(db: Session):
    return db.get(Hero, 1)


@contextmanager
def unit(db: Session):
    yield db
    db.commit()


def block(db: Session):
    with unit(db):
        pass


class Work:
    def __init__(self, db: Session):
        self.db = db

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.db.commit()


def used(db: Session):
    with Work(db):
        pass


def both(db: Session, hero: Hero):
    flush(db, hero)
    commit(db)
"""


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("commit", "commit"), ("through", "commit"), ("flush", "flush"), ("read", None), ("unit", "commit"),
        ("block", "commit"), ("used", "commit"), ("both", "commit"),
    ],
)  # fmt: skip
def test_writing(name: str, method: str | None) -> None:
    """A function writes by itself, by what it calls, or at the end of a block; a commit outdoes a flush."""
    found = model(CODE)
    writing = {function.name: how for function, how in UnitOfWork(found).writing.items()}
    assert writing.get(name) == method


def test_stores() -> None:
    """An argument is stored by a function that adds its parameter."""
    found = model(CODE)
    work = UnitOfWork(found)
    [both] = [function for function in found.program.functions if function.name == "both"]
    first, second = work.sites[both]
    assert [work.stores(first, argument) for argument in first.node.args] == [False, True]
    assert not work.stores(second, second.node.args[0])
