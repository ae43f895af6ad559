"""A query that a method of another object gives runs on that object's session; rows are no query."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.migrate.rewrite.one_module import HEADER, plan_of

if TYPE_CHECKING:
    from pathlib import Path

DAO = (
    HEADER
    + """\
class Dao:
    def __init__(self, db: Session):
        self.db = db

    def older(self, age: int):
        return self.db.query(User.id).filter(User.age > age)

    def both(self):
        users = self.db.query(User)
        ids = self.db.query(User.id)
        users = users.all()
        return users, ids.all()


def main(db: Session):
    return ask(Dao(db))


def ask(dao: Dao):
"""
)
CASES = {
    "return [id for (id,) in dao.older(3)]": "return [id for (id,) in await dao.db.execute(dao.older(3))]",
    "found = dao.older(3)\n    return found.all()": (
        "found = dao.older(3)\n    return (await dao.db.execute(found)).all()"
    ),
    "users, ids = dao.both()\n    return [user.id for user in users], len(ids), dao.older(3).all()": (
        "users, ids = await dao.both()\n"
        "    return [user.id for user in users], len(ids), (await dao.db.execute(dao.older(3))).all()"
    ),
}


@pytest.mark.parametrize("before", CASES)
def test_queries_of_another_object(before: str, tmp_path: Path) -> None:
    """The caller runs the query with the session of the object that it asked, and takes rows as they are."""
    plan, after = plan_of(tmp_path, f"{DAO}    {before}\n")
    assert after.endswith(f"    {CASES[before]}\n")
    assert not plan.markers
