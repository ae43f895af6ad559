"""Reads of a relationship that need no query, or do not happen, where they look as if they would."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.program.fixtures import is_among_tests

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model
    from aiolift.analysis.objects.lazy_reads import Read
    from aiolift.analysis.objects.object_origins import Origin
    from aiolift.program.entities import Class, Function
    from aiolift.program.source import Module

#: The last names of what catches a lazy load's error: the error itself, and its bases.
_UNLOADED = frozenset({"MissingGreenlet"})
_ANY = _UNLOADED | {"InvalidRequestError", "StatementError", "SQLAlchemyError", "Exception", "BaseException"}


class SparedReads:
    """The reads of `model`'s program that are right, for reasons that stand elsewhere than the query's options."""

    def __init__(self, model: Model) -> None:
        self._model = model

    def spares(self, read: Read, origin: Origin, relationship: Relationship) -> bool:
        """Whether a read of what an origin gives needs no query of its own."""
        elsewhere = origin.function is not None and origin.function is not read.function
        if elsewhere and _is_asked_for(read):
            return True
        if elsewhere and origin.function is not None and is_among_tests(origin.function.module):
            return not is_among_tests(read.module)  # the session of a test holds all that the test has made
        if _has_key(read) or is_caught(read, _UNLOADED):
            return True
        if is_assigned(read.module, read.function, read.node.value, read.node.attr):
            return True
        return self.is_in_session(origin, relationship)

    def is_in_session(self, origin: Origin, relationship: Relationship) -> bool:
        """Whether the session has the object that a relationship leads to, and finds it by its key.

        It is one that the query compares with, whose key is passed down to it, or the one that the reader has come
        from, as in `team.heroes[0].team`.

        https://docs.sqlalchemy.org/en/21/glossary.html#term-identity-map
        """
        if relationship.several or relationship.column or origin.function is None:
            return False
        if origin.path:
            return len(onward((*origin.path, relationship))) < len(onward(origin.path))
        known = self._compared.get(origin.function, frozenset())
        return not (known | self._passed_down(origin)).isdisjoint(relationship.targets)

    def _passed_down(self, origin: Origin) -> frozenset[Class]:
        """Return the mapped classes of the objects whose attributes are passed on the way down to a query."""
        return frozenset(
            cls
            for function in origin.through
            for site in self._model.calls_in.get(function, ())
            if not origin.through.isdisjoint(site.targets)
            for argument in [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
            for cls in self._owners(argument)
        )

    @cached_property
    def _compared(self) -> dict[Function, frozenset[Class]]:
        """The mapped classes of the objects that each function compares columns with."""
        found: dict[Function, set[Class]] = {}
        for module in self._model.program.modules:
            for node in module.nodes(ast.Compare, ast.Call):
                function = self._model.function(module, node)
                if function is not None:
                    found.setdefault(function, set()).update(self._objects(node))
        return {function: frozenset(classes) for function, classes in found.items()}

    def _objects(self, node: ast.AST) -> Iterator[Class]:
        match node:
            case ast.Compare(ops=[ast.Eq()], left=left, comparators=[right]):
                parts = [left, right]
            case ast.Call(func=ast.Attribute(attr="in_" | "filter_by")):
                parts = [*node.args, *(keyword.value for keyword in node.keywords)]
            case _:
                return
        for part in parts:
            yield from self._owners(part)

    def _owners(self, node: ast.expr) -> Iterator[Class]:
        """Yield the mapped classes of the objects whose attributes an expression reads."""
        for inner in ast.walk(node):
            if isinstance(inner, ast.Attribute):
                for value in self._model.instances(inner.value):
                    if not isinstance(value.cls, str) and self._model.mapping.is_mapped(value.cls):
                        yield value.cls


def onward(path: tuple[Relationship, ...]) -> tuple[Relationship, ...]:
    """Return a path without its ways there and back, as those of `team.heroes[0].team`: the session has the object."""
    found: list[Relationship] = []
    for step in path:
        if found and found[-1].several and not step.several and found[-1].owner in step.targets:
            found.pop()
        else:
            found.append(step)
    return tuple(found)


def _is_asked_for(read: Read) -> bool:
    """Whether a helper reads it only where a parameter says so, as `if include_members:`; its callers know."""
    if read.function is None:
        return False
    root: ast.expr = read.node
    while isinstance(root, ast.Attribute):
        root = root.value
    flags = {one.arg for one in read.function.parameters} - {getattr(root, "id", "")}
    inner: ast.AST = read.node
    for outer in read.module.ancestors(read.node):
        if outer is read.function.node:
            break
        tests: list[ast.expr] = []
        if isinstance(outer, ast.If | ast.IfExp) and inner is not outer.test:
            tests = [outer.test]
        elif isinstance(outer, ast.BoolOp) and isinstance(outer.op, ast.And):
            tests = outer.values[: next(index for index, value in enumerate(outer.values) if value is inner)]
        if any(isinstance(node, ast.Name) and node.id in flags for test in tests for node in ast.walk(test)):
            return True
        inner = outer
    return _is_left_before(read.function, inner)


def _is_left_before(function: Function, statement: ast.AST) -> bool:
    """Whether a function returns before one of its statements where a parameter says no: `if not full: return`."""
    flags = {one.arg for one in function.parameters[1:]}
    body = [] if isinstance(function.definition, ast.Lambda) else function.definition.body
    for before in body[: body.index(statement)] if statement in body else ():
        match before:
            case ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name(id=name)), body=[*_, ast.Return()]):
                if name in flags:
                    return True
    return False


def is_caught(read: Read, errors: frozenset[str] = _ANY) -> bool:
    """Whether what a read raises is caught around it in its function: by a clause that names one of `errors`."""
    inner: ast.AST = read.node
    for outer in read.module.ancestors(read.node):
        if read.function is not None and outer is read.function.node:
            return False
        kinds: list[ast.expr | None] = []
        if isinstance(outer, ast.Try) and inner in outer.body:
            kinds = [handler.type for handler in outer.handlers]
        elif isinstance(outer, ast.With):
            calls = [item.context_expr for item in outer.items if isinstance(item.context_expr, ast.Call)]
            kinds = [kind for call in calls if ast.unparse(call.func).endswith("suppress") for kind in call.args]
        if any(not errors.isdisjoint(_named(kind)) for kind in kinds):
            return True
        inner = outer
    return False


def _named(kind: ast.expr | None) -> set[str]:
    """Return the last names of the exceptions that an `except` names; the bare one catches them all."""
    if kind is None:
        return {"BaseException"}
    return {ast.unparse(part).rpartition(".")[2] for part in (kind.elts if isinstance(kind, ast.Tuple) else [kind])}


def is_assigned(module: Module, function: Function | None, owner: ast.expr, name: str) -> bool:
    """Whether a function assigns to an object's attribute before it reads it, or has another read it."""
    if function is None:
        return False
    start, shown = module.start(owner), ast.unparse(owner)
    return any(
        isinstance(found, ast.Attribute)
        and isinstance(found.ctx, ast.Store)
        and found.attr == name
        and module.start(found) < start
        and ast.unparse(found.value) == shown
        for found in function.own
    )


def _has_key(read: Read) -> bool:
    """Whether the object's own column is there instead: `post.author_id or post.author.id`."""
    inner: ast.AST = read.node
    for outer in read.module.ancestors(read.node):
        if isinstance(outer, ast.stmt):
            return False
        if isinstance(outer, ast.BoolOp) and isinstance(outer.op, ast.Or):
            key = f"{ast.unparse(read.node)}_id"
            if any(ast.unparse(value) == key for value in outer.values if value is not inner):
                return True
        inner = outer
    return False
