"""Where objects come from."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.objects.object_origins import Origins
from tests.analysis.mapping.test_relationships import HEAD, model

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


def origins(code: str) -> list[tuple[str, str, list[str]]]:
    """Return kind, source text and path of every origin of what the module's last function returns."""
    program = model(START + code)
    (module,) = program.program.modules
    function = module.tree.body[-1]
    assert isinstance(function, ast.FunctionDef)
    last = function.body[-1]
    assert isinstance(last, ast.Return)
    assert last.value is not None
    return [
        (found.kind, module.segment(found.node), [part.name for part in found.path])
        for found in Origins(program).of(module, last.value)
    ]


def test_a_query_that_is_extended() -> None:
    """A query that is assigned to its own name again is the query it was."""
    code = "def f(s: Session):\n    q = s.query(Hero)\n    if s:\n        q = q.filter()\n    return q.first()\n"
    assert origins(code) == [("query", "s.query(Hero)", [])]


def test_a_long_chain_of_calls() -> None:
    """A chain of 2,000 functions leads to its end."""
    chain = "\n".join(f"def f{n + 1}(s: Session):\n    return f{n}(s)\n" for n in range(2000))
    assert origins(f"def f0(s: Session):\n    return s.get(Hero, 1)\n\n{chain}") == [("get", "s.get(Hero, 1)", [])]


def test_branches_that_multiply() -> None:
    """Sixty functions that each call the next one twice give its origins once."""
    pairs = "\n".join(f"def f{n + 1}(s: Session):\n    return f{n}(s) or f{n}(s)\n" for n in range(60))
    assert origins(f"def f0(s: Session):\n    return s.get(Hero, 1)\n\n{pairs}") == [("get", "s.get(Hero, 1)", [])]


def test_functions_that_call_each_other() -> None:
    """Recursion adds nothing to what the functions give otherwise."""
    code = """\
def odd(s: Session, n):
    return even(s, n - 1) if n else s.get(Hero, 1)


def even(s: Session, n):
    return odd(s, n - 1) if n else Hero()
"""
    assert {(kind, text) for kind, text, _ in origins(code)} == {("get", "s.get(Hero, 1)"), ("made", "Hero()")}


@pytest.mark.parametrize("step", ["x.team.heroes[0]", "x.team.heroes[0] or x"])
def test_a_loop_along_relationships(step: str) -> None:
    """A loop that follows relationships ends, in a place that is not known."""
    found = origins(f"def f(s: Session):\n    x = s.get(Hero, 1)\n    while s:\n        x = {step}\n    return x\n")
    assert ("get", "s.get(Hero, 1)", []) in found
    assert ("get", "s.get(Hero, 1)", ["team", "heroes"]) in found
    assert "other" in {kind for kind, _, _ in found}
