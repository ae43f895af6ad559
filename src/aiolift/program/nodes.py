"""Walks through trees, several times faster than those of `ast`, and without contexts and operators.

`Load`, `Add` and their like are one object each for a whole process: they stand nowhere and have no parent.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

#: The kinds of nodes that `assignments` knows.
ASSIGNING = (ast.Assign, ast.AnnAssign, ast.NamedExpr)
#: Fields that never hold a node that stands somewhere.
_LEAVES = frozenset({"ctx", "op", "ops", "id", "attr", "arg", "module", "level", "asname", "kind", "type_comment"})
#: Fields whose lists hold more than nodes: `{**more}` has a key that is None.
_WITH_GAPS = frozenset({"keys", "kw_defaults", "kwd_attrs", "names"})
#: The kinds of nodes below which nothing stands.
NO_CHILDREN = frozenset({ast.Constant, ast.Name, ast.alias, ast.Global, ast.Nonlocal})
_fields: dict[type[ast.AST], tuple[str, ...]] = {}


def fields(kind: type[ast.AST]) -> tuple[str, ...]:
    """Return the names of the fields of a kind of node that can hold nodes."""
    found = _fields.get(kind)
    if found is None:
        found = () if kind in NO_CHILDREN else tuple(name for name in kind._fields if name not in _LEAVES)
        _fields[kind] = found
    return found


def root(node: ast.AST) -> str:
    """Return the variable that an object is reached from: `self` of `self.session.commit`; `""` where there is none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return getattr(node, "id", "")


def children(node: ast.AST) -> list[ast.AST]:
    """Return the nodes directly below a node, in the order of its fields."""
    kind = type(node)
    names = _fields.get(kind)
    if names is None:
        names = fields(kind)
    found: list[ast.AST] = []
    for name in names:
        value = getattr(node, name, None)
        if value is None:
            continue
        if type(value) is not list:
            if isinstance(value, ast.AST):
                found.append(value)
        elif name not in _WITH_GAPS:
            found += value
        else:
            found += [item for item in value if isinstance(item, ast.AST)]
    return found


def walk(node: ast.AST) -> list[ast.AST]:
    """Return a node and all nodes below it, those nearer to it first."""
    found = [node]
    for outer in found:  # which grows meanwhile
        found += children(outer)
    return found


def written(node: ast.expr) -> str:
    """Return an expression as `ast.unparse` writes it: a name, or an attribute or item of one, far faster."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=ast.Name() | ast.Attribute() as owner, attr=name):
            return f"{written(owner)}.{name}"
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int(position))):
            return f"{name}[{position!r}]"
    return ast.unparse(node)


def assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each target of an assignment, with or without an annotation or as `:=`, with the value it is given."""
    match node:
        case ast.Assign(targets=targets, value=value):
            yield from ((target, value) for target in targets)
        case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
            yield target, value


def single_assignments(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what `assignments` yields, with `a, b = x, y` as two."""
    for target, value in assignments(node):
        match target, value:
            case ast.Tuple(elts=targets) | ast.List(elts=targets), ast.Tuple(elts=values) | ast.List(elts=values) if (
                len(targets) == len(values) and not any(isinstance(part, ast.Starred) for part in (*targets, *values))
            ):
                yield from zip(targets, values, strict=True)
            case _:
                yield target, value


def arguments(call: ast.Call) -> list[ast.expr]:
    """Return what a call is given, by position and by name, stars included."""
    return [*call.args, *(keyword.value for keyword in call.keywords)]
