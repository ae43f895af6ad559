"""The calls that a trace comes down by."""

from __future__ import annotations

import ast

from aiolift.analysis.objects.object_origins import Origins
from tests.analysis.objects.test_object_origins import START, model


def test_what_a_call_gives_is_of_its_own_arguments() -> None:
    """A parameter of a shared helper is traced back to the call that was followed, and to no other."""
    code = (
        f"{START}def one(db: Session, statement):\n    return db.scalars(statement).one()\n\n"
        "def team(db: Session):\n    return one(db, select(Team))\n\n"
        "def hero(db: Session):\n    return one(db, select(Hero))\n"
    )
    found = model(code)
    [module] = found.program.modules
    value = next(node.value for node in ast.walk(module.tree.body[-1]) if isinstance(node, ast.Return))
    assert value is not None
    origins = Origins(found, callers=True).of(module, value)
    assert [ast.unparse(origin.node) for origin in origins] == ["select(Hero)"]
