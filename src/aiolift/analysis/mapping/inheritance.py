"""Subclasses of mapped classes whose columns a query of a base class leaves out, until one is read."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import is_table, keyword
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.entities import Class

_ARGUMENTS = "__mapper_args__"
_COLUMNS = {"mapped_column", "Column", "column_property", "Field"}
#: What names the classes that a query asks for.
_ASKS = {"select", "query", "get", "get_one", "get_or_404", "one_or_404"}


@dataclass(frozen=True, eq=False)
class Subclass:
    """One class below that with `polymorphic_on`, with tables of its own or not.

    :param arguments: its own `__mapper_args__`, as `{…}` or `dict(…)`; None where it has none that can be read.
    :param columns: the columns that it has beside those of the class with `polymorphic_on`.
    """

    cls: Class
    base: Class
    arguments: ast.Dict | ast.Call | None
    columns: frozenset[str]


def subclasses(model: Model) -> Iterator[Subclass]:
    """Yield the subclasses of which no mapper says that a query of a base class loads them as a whole."""
    if not any(module.mentions("polymorphic_on") for module in model.program.modules):
        return
    for cls in model.program.classes:
        above = cls.mro()[1:]
        root = next((found for found in above if _says(found, "polymorphic_on")), None)
        if root is None or not model.mapping.is_mapped(root):
            continue
        if _says(cls, "polymorphic_load") or _says(cls, "concrete") or _says(cls, "polymorphic_on"):
            continue
        if any(_says(found, "with_polymorphic") for found in above):
            continue
        own = [found for found in cls.mro() if found is not root and found not in root.mro()]
        columns = {name for found in own for name in _columns(found) if model.mapping.find(cls, name) is None}
        yield Subclass(cls, root, _arguments(cls), frozenset(columns))


def asked_for(model: Model) -> set[Class]:
    """Return the classes that queries ask for, or relationships lead to."""
    found = {target for relationship in model.mapping.relationships for target in relationship.targets}
    for module in model.program.modules:
        for call in module.nodes(ast.Call):
            named = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
            if named in _ASKS or (named is not None and named.startswith("get")):
                for argument in call.args:
                    found |= {value.cls for value in model.values(argument) if isinstance(value, ClassValue)}
            if named in _ASKS and isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Attribute):
                owner = call.func.value.value  # `Vehicle.query.get(1)`
                found |= {value.cls for value in model.values(owner) if isinstance(value, ClassValue)}
    return found


def names_read(model: Model) -> set[str]:
    """Return the names that something reads of an object: as an attribute, by a pattern, a text or a schema's field."""
    found: set[str] = set()
    for module in model.program.modules:
        for node in module.nodes(ast.Attribute):
            values = model.values(node.value) if isinstance(node.ctx, ast.Load) else frozenset()
            if isinstance(node.ctx, ast.Load) and not (values and all(isinstance(one, ClassValue) for one in values)):
                found.add(node.attr)
        for pattern in module.nodes(ast.MatchClass):
            found.update(pattern.kwd_attrs)
        for call in module.nodes(ast.Call):
            if (getattr(call.func, "id", None) or getattr(call.func, "attr", None)) in {"getattr", "attrgetter"}:
                found.update(part for text in call.args for part in str(getattr(text, "value", "")).split("."))
    for cls in model.program.classes:
        if not model.mapping.is_mapped(cls):
            found.update(
                statement.target.id
                for statement in getattr(cls.node, "body", [])
                if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
            )
    return found


def _arguments(cls: Class) -> ast.Dict | ast.Call | None:
    for statement in getattr(cls.node, "body", []):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if name == _ARGUMENTS:
                return _readable(value)
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value) if name == _ARGUMENTS:
                return _readable(value)
            case ast.FunctionDef(name=name, body=[*_, ast.Return(value=ast.expr() as value)]) if name == _ARGUMENTS:
                return _readable(value)
    return None


def _readable(value: ast.expr) -> ast.Dict | ast.Call | None:
    if isinstance(value, ast.Dict):
        return value
    is_dict = isinstance(value, ast.Call) and isinstance(value.func, ast.Name) and value.func.id == "dict"
    return value if is_dict and isinstance(value, ast.Call) and not value.args else None


def _says(cls: Class, option: str) -> bool:
    """Whether a class's own `__mapper_args__` have an option."""
    match _arguments(cls):
        case ast.Dict(keys=keys):
            return any(isinstance(key, ast.Constant) and key.value == option for key in keys)
        case ast.Call() as call:
            return keyword(call, option) is not None
    return False


def _columns(cls: Class) -> Iterator[str]:
    for statement in getattr(cls.node, "body", []):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), value=value):
                declared = "Mapped[" in ast.unparse(statement.annotation) or is_table(cls)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                declared = False
            case _:
                continue
        if isinstance(value, ast.Call):
            declared = declared or (getattr(value.func, "id", None) or getattr(value.func, "attr", None)) in _COLUMNS
            given = keyword(value, "primary_key")
            declared = declared and not (isinstance(given, ast.Constant) and given.value is True)
        if declared and not name.startswith("__"):
            yield name
