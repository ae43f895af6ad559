"""What a query asks for: one entity, whose objects it gives, or rows; and whether an object may come again."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from aiolift.knowledge import query as knows
from aiolift.program.entities import Class
from aiolift.program.values import ClassValue, External, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module

_AGGREGATES = {"count", "sum", "avg", "min", "max", "exists"}
_ALIAS = "sqlalchemy.orm.aliased()"
_EAGER = {"joinedload", "contains_eager"}


@dataclass(frozen=True)
class Shape:
    """What a query gives.

    :param entity: the expression of its only entity; None where it gives rows.
    :param entities: every expression that is an entity.
    :param columns: how many values a row has; None where that is unknown.
    :param one_row: whether it is an aggregate, which always gives one row.
    """

    entity: ast.expr | None
    entities: tuple[ast.expr, ...]
    columns: int | None
    one_row: bool


def shape_of(model: Model, module: Module, node: ast.expr) -> Shape | None:
    """Return what the query of an expression gives; None where it is one thing here and another there."""
    found = [_chosen(model, call) for call in model.queries.chosen(module, node)]
    kinds = {(bool(shape.entity), shape.columns) for shape in found}
    return found[0] if len(kinds) == 1 else None


def _chosen(model: Model, call: ast.Call | ast.Attribute) -> Shape:
    if isinstance(call, ast.Attribute):  # `Post.query`
        return Shape(call.value, (call.value,), 1, one_row=False)
    assert isinstance(call.func, ast.Attribute)
    starred = any(isinstance(argument, ast.Starred) for argument in call.args)
    entities = tuple(argument for argument in call.args if is_entity(model, argument))
    fresh = call.func.attr in {"query", "with_entities"}
    only = entities[0] if fresh and len(call.args) == 1 and entities else None
    columns = None if starred or not fresh else len(call.args)
    return Shape(only, entities, columns, fresh and all(_is_aggregate(argument) for argument in call.args))


def is_entity(model: Model, node: ast.expr) -> bool:
    """Whether an argument of `query` is a mapped class, by its values or else by how it is written."""
    values = model.values(node)
    if any(isinstance(value, ClassValue) for value in values):
        return True
    if any(isinstance(value, Instance) for value in values):
        return any(isinstance(value, Instance) and value.cls == _ALIAS for value in values)
    if any(isinstance(value, External) for value in values):
        return any(
            isinstance(value, External) and value.name.rpartition(".")[2][:1].isupper() for value in values
        ) and not isinstance(node, ast.Call)
    match node:
        case ast.Name():
            return True
        case ast.Attribute(value=ast.Name(id="self" | "cls")):
            return True
        case ast.Attribute(attr=name):
            return name[:1].isupper()
        case ast.Call(func=ast.Name(id="type")):
            return True
    return False


def _is_aggregate(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in {"label", "cast", "coalesce", "scalar_subquery"}:
            inner = [node.func.value] if name == "label" and isinstance(node.func, ast.Attribute) else node.args[:1]
            return bool(inner) and _is_aggregate(inner[0])
        return name in _AGGREGATES
    return False


def is_alias(model: Model, node: ast.expr) -> bool:
    """Whether an entity is an alias of a class."""
    return any(isinstance(value, Instance) for value in model.values(node))


def repeats(model: Model, shape: Shape, calls: Iterable[ast.Call]) -> bool:
    """Whether a query's statement may give one object in several rows, which Query made one of."""
    if not shape.entities:
        return False
    classes = _classes(model, shape.entities)
    for call in calls:
        assert isinstance(call.func, ast.Attribute)
        if call.func.attr in knows.JOINS:
            return True
        if call.func.attr in {"filter", "where"} and any(
            _names_another(model, argument, classes) for argument in call.args
        ):
            return True
    return loads_collections(model, shape, calls)


def _names_another(model: Model, node: ast.expr, classes: set[Class]) -> bool:
    """Whether a criterion names a column of a class that the query is not over."""
    for part in _outside_of_calls(node):
        if isinstance(part, ast.Attribute):
            for value in model.values(part.value):
                if isinstance(value, ClassValue) and classes and not _related(value.cls, classes):
                    return True
    return False


def _outside_of_calls(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts of a criterion; what stands in a subquery joins nothing."""
    yield node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in {"any", "has", "in_"}:
        yield from _outside_of_calls(node.func.value)
        return
    for child in ast.iter_child_nodes(node):
        yield from _outside_of_calls(child)


def _related(cls: Class, classes: set[Class]) -> bool:
    return any(cls in set(other.mro()) or other in set(cls.mro()) for other in classes)


def loads_collections(model: Model, shape: Shape, calls: Iterable[ast.Call]) -> bool:
    """Whether a statement loads a collection with a join: SQLAlchemy then refuses a result without `unique()`."""
    if not shape.entities:
        return False
    for call in calls:
        assert isinstance(call.func, ast.Attribute)
        if call.func.attr == "options" and any(
            _is_eager(part) and not _is_scalar(model, part)
            for argument in call.args
            for part in ast.walk(argument)
            if isinstance(part, ast.Call)
        ):
            return True
    return any(_has_joined_collection(model, cls) for cls in _classes(model, shape.entities))


def _is_eager(node: ast.Call) -> bool:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return name in _EAGER


def _is_scalar(model: Model, node: ast.Call) -> bool:
    """Whether a loader option's relationship is declared as one object, not as a collection."""
    target = node.args[0] if node.args else None
    if not isinstance(target, ast.Attribute):
        return False
    for value in model.values(target.value):
        if isinstance(value, ClassValue):
            for cls in value.cls.mro():
                for statement in cls.node.body:  # type: ignore[attr-defined]
                    if _declares(statement, target.attr):
                        return _declares_one(model, cls, statement)
    return False


def _declares(statement: ast.stmt, name: str) -> bool:
    targets = (
        statement.targets
        if isinstance(statement, ast.Assign)
        else [statement.target]
        if isinstance(statement, ast.AnnAssign)
        else []
    )
    return any(isinstance(target, ast.Name) and target.id == name for target in targets)


def _declares_one(model: Model, cls: Class, statement: ast.stmt) -> bool:
    if isinstance(statement, ast.AnnAssign) and "Any" not in (text := ast.unparse(statement.annotation)):
        words = {"list", "List", "set", "Set", "Sequence", "dict", "Dict", "Iterable", "Collection"}
        return not any(
            isinstance(part, ast.Name) and part.id in words
            for part in ast.walk(ast.parse(text.replace("'", ""), mode="eval"))
        )
    value = getattr(statement, "value", None)
    if not isinstance(value, ast.Call):
        return False
    if any(keyword.arg == "uselist" and getattr(keyword.value, "value", None) is False for keyword in value.keywords):
        return True
    others = {found.cls for found in model.instances(value) if isinstance(found.cls, Class)}
    return (
        bool(others)
        and not any(_refers_to(other, cls) for other in others)
        and any(_refers_to(cls, other) for other in others)
    )


def _refers_to(cls: Class, other: Class) -> bool:
    """Whether a class has a foreign key to the table of another."""
    table = next(
        (
            statement.value.value
            for statement in other.node.body  # type: ignore[attr-defined]
            if _declares(statement, "__tablename__") and isinstance(getattr(statement, "value", None), ast.Constant)
        ),
        other.name.lower(),
    )
    return any(
        isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.rpartition(".")[0].rpartition(".")[2] == table
        for node in ast.walk(cls.node)
    )


@lru_cache(maxsize=1_000)  # a class is asked about with each of its queries
def _has_joined_collection(model: Model, cls: Class) -> bool:
    """Whether a class declares a collection with `lazy="joined"`."""
    for base in cls.mro():
        for statement in base.node.body:  # type: ignore[attr-defined]
            value = getattr(statement, "value", None)
            joined = isinstance(value, ast.Call) and any(
                isinstance(keyword, ast.keyword)
                and keyword.arg == "lazy"
                and getattr(keyword.value, "value", None) in {"joined", False}
                for keyword in ast.walk(value)
            )
            if joined and not _declares_one(model, base, statement):
                return True
    return False


def _classes(model: Model, entities: Iterable[ast.expr]) -> set[Class]:
    found: set[Class] = set()
    for entity in entities:
        for value in model.values(entity):
            if isinstance(value, ClassValue):
                found.add(value.cls)
            elif isinstance(value, Instance) and value.of:
                inner = value.of[0]
                found |= (
                    {one.cls for one in inner if isinstance(one, Instance) and isinstance(one.cls, Class)}
                    if isinstance(inner, frozenset)
                    else set()
                )
    return found
