"""Code with its awaits and async forms removed, to compare what a migration made with what it was made from."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from aiolift.knowledge.barriers import ASYNC_SPECIAL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SYNC_NAMES = {
    **{name: sync for sync, name in ASYNC_SPECIAL.items()},
    "AsyncGenerator": "Generator",
    "AsyncIterator": "Iterator",
    "AsyncIterable": "Iterable",
    "AsyncContextManager": "ContextManager",
    "AsyncContextDecorator": "ContextDecorator",
    "AbstractAsyncContextManager": "AbstractContextManager",
    "asynccontextmanager": "contextmanager",
    "AsyncExitStack": "ExitStack",
    "anext": "next",
    "StopAsyncIteration": "StopIteration",
    "aiter": "iter",
    "aclose": "close",
    "asend": "send",
    "athrow": "throw",
    "enter_async_context": "enter_context",
}
#: Names that the migration imports with `from … import` where the code had a module's attribute.
_QUALIFIED = frozenset(_SYNC_NAMES.values()) - {"close", "send", "throw", "next", "iter", *ASYNC_SPECIAL}
_GENERATORS = frozenset({"Generator", "Iterator"})
_COLLECTS = frozenset({"list", "set", "tuple"})


#: What the place of a node says already.
_IMPLIED = frozenset({"ctx", "is_async", "type_comment"})


class Form(tuple[Any, ...]):
    """A node's kind and its fields' forms, the same for sync and async code that mean the same. `node` is the node's.

    Only statements, handlers and the like are of this class; expressions are plain tuples.
    """

    node: ast.AST


def sync_form(node: ast.AST) -> tuple[Any, ...]:
    """Return the form of a tree, without what tells async code from sync code. The tree stays as it is."""
    special = _SPECIAL.get(type(node))
    fields = special(node) if special is not None else _plain(node)
    if not isinstance(node, ast.stmt | ast.mod | ast.excepthandler | ast.match_case):
        return fields
    made = Form(fields)
    made.node = node
    return made


def first_difference(before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[ast.stmt | None, ast.stmt | None] | None:
    """Return the innermost statements in which two forms first differ, or None where they are equal."""
    if before == after:
        return None
    for one, other in zip(_blocks(before), _blocks(after), strict=False):
        for left, right in zip(one, other, strict=False):
            found = first_difference(left, right)
            if found is not None:
                return found if found != (None, None) else (_statement(left), _statement(right))
        if len(one) != len(other):
            rest = max(one, other, key=len)[min(len(one), len(other))]
            return (_statement(rest), None) if len(one) > len(other) else (None, _statement(rest))
    return _statement(before), _statement(after)


def _blocks(form: tuple[Any, ...]) -> Iterator[tuple[Form, ...]]:
    for field in form:
        if isinstance(field, tuple) and all(isinstance(part, Form) for part in field):
            yield field


def _statement(form: tuple[Any, ...]) -> ast.stmt | None:
    node = getattr(form, "node", None)
    return node if isinstance(node, ast.stmt) else None


def _plain(node: ast.AST) -> tuple[Any, ...]:
    return (type(node).__name__, *(_field(getattr(node, name, None)) for name in node._fields if name not in _IMPLIED))


def _field(value: object) -> object:
    if isinstance(value, ast.AST):
        return sync_form(value)
    return tuple([_field(item) for item in value]) if isinstance(value, list) else value


def _constant(node: ast.Constant) -> tuple[Any, ...]:
    return "Constant", repr(node.value), node.kind  # 1 and True are equal, but not the same


def _await(node: ast.Await) -> tuple[Any, ...]:
    return sync_form(node.value)


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[Any, ...]:
    _, name, *rest = _plain(node)
    return "FunctionDef", _SYNC_NAMES.get(name, name), *rest


def _with(node: ast.With | ast.AsyncWith) -> tuple[Any, ...]:
    """One `with` inside of another is one with the items of both: the migration splits what is mixed."""
    _, items, body = _plain(node)
    match body:
        case (("With", more, inner),):
            return "With", (*items, *more), inner
    return "With", items, body


def _for(node: ast.For | ast.AsyncFor) -> tuple[Any, ...]:
    """A loop that only yields is `yield from`, which has no async form."""
    _, *fields = _plain(node)
    match fields:
        case [("Name", one), source, (("Expr", ("Yield", ("Name", other))),), ()] if one == other:
            return "Expr", ("YieldFrom", source)
    return "For", *fields


def _comprehension(node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> tuple[Any, ...]:
    """A generator expression is a list; `[x for x in xs]`, as `list(xs)`, is `xs`."""
    _, *fields = _plain(node)
    match fields:
        case [("Name", one), ((_, ("Name", other), source, ()),)] if one == other:
            return tuple(source)
    return "ListComp", *fields


def _call(node: ast.Call) -> tuple[Any, ...]:
    match made := _plain(node):
        case (_, ("Name", name), (argument,), ()) if name in _COLLECTS:
            return tuple(argument)
    return made


def _name(node: ast.Name) -> tuple[Any, ...]:
    return "Name", _SYNC_NAMES.get(node.id, node.id)


def _attribute(node: ast.Attribute) -> tuple[Any, ...]:
    name = _SYNC_NAMES.get(node.attr, node.attr)
    return ("Name", name) if name in _QUALIFIED else ("Attribute", sync_form(node.value), name)


def _subscript(node: ast.Subscript) -> tuple[Any, ...]:
    """A generator's annotation loses the type of what it returns, which an async one does not have."""
    match made := _plain(node):
        case (kind, (("Name", name) | ("Attribute", _, name)) as value, ("Tuple", parts)) if name in _GENERATORS:
            return kind, value, ("Tuple", parts[:2])
    return made


_SPECIAL: dict[type[ast.AST], Callable[[Any], tuple[Any, ...]]] = {
    ast.Constant: _constant,
    ast.Await: _await,
    ast.FunctionDef: _function,
    ast.AsyncFunctionDef: _function,
    ast.With: _with,
    ast.AsyncWith: _with,
    ast.For: _for,
    ast.AsyncFor: _for,
    ast.ListComp: _comprehension,
    ast.SetComp: _comprehension,
    ast.GeneratorExp: _comprehension,
    ast.Call: _call,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
}
