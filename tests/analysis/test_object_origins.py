"""Where objects come from."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.object_origins import Origins
from tests.analysis.test_relationships import HEAD, model

START = f"""{HEAD}    team = relationship("Team", backref="heroes")


from sqlalchemy import select
from sqlalchemy.orm import Session


def find(db: Session):
    return db.scalars(select(Team)).first()


"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("x = db.scalars(select(Hero).limit(1)).one()", [("query", [])]),
        ("x = db.query(Hero).filter_by(id=1).first()", [("query", [])]),
        ("query = select(Hero)\n    query = query.limit(1)\n    x = db.execute(query).scalar_one()", [("query", [])]),
        ("[x] = db.query(Hero).all()", [("query", [])]),
        ("x = [hero for hero in db.query(Hero)][0]", [("query", [])]),
        ("hero = db.get(Hero, 1)\n    x = hero.team", [("get", ["team"])]),
        ("x = Hero(id=1)", [("made", [])]),
        ("x = find(db)", [("query", [])]),
        ("x = given", [("other", [])]),
        ("x = find(db) or Team()", [("query", []), ("made", [])]),
        ("x, y = given", [("other", [])]),
    ],
)
def test_origins(body: str, expected: list[tuple[str, list[str]]]) -> None:
    """Variables, loops, results and functions lead back to a query, a `get` or a constructor; else it is unknown."""
    found = model(f"{START}def ask(db: Session, given):\n    {body}\n    return x\n")
    [module] = found.program.modules
    value = next(node.value for node in ast.walk(module.tree.body[-1]) if isinstance(node, ast.Return))
    assert value is not None
    origins = Origins(found).of(module, value)
    assert [(origin.kind, [part.name for part in origin.path]) for origin in origins] == expected


def test_circles_end() -> None:
    """A variable that is bound to itself by way of a relationship has an unknown origin."""
    found = model(
        f"{START}def ask(hero: Hero):\n    while hero:\n        hero = hero.team.heroes[0]\n    return hero\n"
    )
    [module] = found.program.modules
    value = next(node.value for node in ast.walk(module.tree.body[-1]) if isinstance(node, ast.Return))
    assert value is not None
    assert {origin.kind for origin in Origins(found).of(module, value)} == {"other"}
