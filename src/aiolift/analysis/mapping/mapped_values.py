"""What the attributes of mapped classes hold, as values: the objects behind a relationship or a backref."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import QUERY
from aiolift.program.entities import Class
from aiolift.program.values import NOTHING, Cell, ClassValue, Instance, instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.program.library import Call
    from aiolift.program.source import Module
    from aiolift.program.values import Value, Values

#: What makes an object of the class that it is called on, without calling the class.
CONSTRUCTORS = frozenset(
    f"sqlmodel.SQLModel.{name}"
    for name in ("model_validate", "model_validate_json", "model_construct", "parse_obj", "from_orm", "construct")
)


def made(classes: Values) -> Values:
    """Return the instances of classes given as objects."""
    found: set[Value] = set()
    for value in classes:
        if isinstance(value, ClassValue):
            found.add(Instance(value.cls))
        elif (
            isinstance(value, Instance)
            and value.cls == "sqlalchemy.orm.aliased()"
            and value.of
            and not isinstance(value.of[0], Cell)
        ):
            found |= value.of[0]
    return frozenset(found)


def query_of(owner: Value, node: ast.Attribute, module: Module) -> Values:
    """Return the legacy query of a mapped class, which an attribute of it is: `Post.query`."""
    if not isinstance(owner, ClassValue | Instance) or not isinstance(owner.cls, Class):
        return NOTHING
    return frozenset([Instance(QUERY, (instance(owner.cls), Cell(node, module)))])


def related(call: Call) -> Values:
    """Return what `relationship(…)` gives its attribute: an object or a list of them. A `backref` gets its own."""
    found: Values = NOTHING
    argument = call.node.args[0] if call.node.args else None
    if argument is None:
        argument = next((keyword.value for keyword in call.node.keywords if keyword.arg == "argument"), None)
    if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
        found = call.named(argument.value.rpartition(".")[2])
    elif argument is not None:
        given = call.argument(0, "argument")
        found = made(given) or made(call.call(given))
    if isinstance(call.scope, Class):
        own = instance(call.scope)
        for name in _backref(call.node):
            call.define(found, name, own | instance("builtins.list", own))
    several = instance("builtins.list", found) if found else NOTHING
    one = any(
        keyword.arg == "uselist" and isinstance(keyword.value, ast.Constant) and keyword.value.value is False
        for keyword in call.node.keywords
    )
    return found if one else found | several


def _backref(node: ast.Call) -> Iterator[str]:
    for keyword in node.keywords:
        if keyword.arg == "backref":
            given = keyword.value
            if isinstance(given, ast.Call) and given.args:
                given = given.args[0]
            if isinstance(given, ast.Constant) and isinstance(given.value, str):
                yield given.value
