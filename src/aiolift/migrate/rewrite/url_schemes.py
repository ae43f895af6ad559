"""Schemes that come into a database URL from elsewhere: `f"{settings.dialect}://…"`, `.format(engine=…)`, `%`, `+`.

Where the value names only a database (`postgresql`), the driver is written into the URL's pattern, so that the setting
keeps its meaning; a value that names a sync driver as well is replaced where it stands.
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.urls import async_drivername
from aiolift.program.nodes import assignments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-url"
_WHY = "does not block the event loop"
_FORMAT = re.compile(r"\{(\w*)\}(?=://)")
_PERCENT = re.compile(r"%(?:\((\w+)\))?s(?=://)")
_BUILDERS = ("URL.create", "URL.set")
#: How far a value is followed from name to name.
_DEPTH = 4

#: The module of a value and the constant itself.
_Found = list[tuple["Module", ast.Constant]]


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a URL does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write the driver into each pattern, or into the values that are put into it."""
    assigned = _assigned(context)
    for module in context.model.program.modules:
        if module in context.island_modules:
            continue
        for node in module.nodes(ast.JoinedStr, ast.BinOp, ast.Call):
            if node in context.kept_sync:
                continue
            for scheme, position in _patterns(module, node):
                found: _Found = []
                _constants(context, module, scheme, assigned, found, _DEPTH)
                _write(context, module, position, found)
            if isinstance(node, ast.Call) and (given := _drivername(context, node)) is not None:
                found = []
                _constants(context, module, given, assigned, found, _DEPTH)
                _replace(context, found)


def _drivername(context: Context, node: ast.Call) -> ast.expr | None:
    """Return what `URL.create` and `url.set` get as the drivername; a constant there is the URLs' own rule's."""
    site = context.model.site(node)
    if site is None or not any(name.endswith(_BUILDERS) for name in site.externals):
        return None
    given = [keyword.value for keyword in node.keywords if keyword.arg == "drivername"]
    given += node.args[:1] if site.externals[0].endswith("create") else []
    return next((value for value in given if not isinstance(value, ast.Constant)), None)


def _write(context: Context, module: Module, position: int, found: _Found) -> None:
    driver = DRIVERS[context.target.driver]
    names = {str(constant.value): async_drivername(str(constant.value), driver) for _, constant in found}
    if not names or None in names.values():
        return
    if all("+" not in str(name) for name in names):
        dialect = str(next(iter(names.values()))).partition("+")[2]
        context.insert(module, position, f"+{dialect}", RULE, _WHY)
        return
    _replace(context, found)


def _replace(context: Context, found: _Found) -> None:
    """Name the driver where the values stand; those that name one already are the literals' own rule's."""
    for owner, constant in found:
        text = str(constant.value)
        name = async_drivername(text, DRIVERS[context.target.driver])
        start = owner.text.index(text, owner.start(constant))
        if name is not None and "+" not in text and not context.is_replaced(owner, start):
            context.replace(owner, start, start + len(text), name, RULE, _WHY)


def _patterns(module: Module, node: ast.AST) -> Iterator[tuple[ast.expr, int]]:
    """Yield the expression that gives a URL's scheme, and where the pattern goes on with `://`."""
    match node:
        case ast.JoinedStr(values=[ast.FormattedValue(value=scheme, conversion=-1, format_spec=None), rest, *_]):
            if isinstance(rest, ast.Constant) and str(rest.value).startswith("://"):
                yield scheme, module.text.index("://", module.end(scheme))
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str()) as pattern, attr="format")):
            if match := _FORMAT.search(module.segment(pattern)):
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                filled = given.get(match[1]) if match[1] else next(iter(node.args), None)
                if filled is not None:
                    yield filled, module.start(pattern) + match.end()
        case ast.BinOp(left=ast.Constant(value=str()) as pattern, op=ast.Mod(), right=right):
            if match := _PERCENT.search(module.segment(pattern)):
                formatted = _formatted(right, match[1])
                if formatted is not None:
                    yield formatted, module.start(pattern) + match.end()
        case ast.BinOp(left=scheme, op=ast.Add(), right=ast.Constant(value=str(text)) as rest):
            if text.startswith("://"):
                yield scheme, module.text.index("://", module.start(rest))


def _formatted(right: ast.expr, name: str | None) -> ast.expr | None:
    if isinstance(right, ast.Dict) and name:
        keys = [key.value if isinstance(key, ast.Constant) else None for key in right.keys]
        return right.values[keys.index(name)] if name in keys else None
    return right.elts[0] if isinstance(right, ast.Tuple) and right.elts else right


_Assigned = dict[str, list[tuple["Module", ast.expr]]]


def _assigned(context: Context) -> _Assigned:
    """Return what is assigned to each name and attribute, anywhere: settings are read far from where they stand."""
    found: _Assigned = {}
    for module in context.model.program.modules:
        for node in module.nodes(ast.Assign, ast.AnnAssign):
            for target, value in assignments(node):
                name = target.id if isinstance(target, ast.Name) else getattr(target, "attr", None)
                if name:
                    found.setdefault(name, []).append((module, value))
    return found


def _constants(
    context: Context, module: Module, node: ast.expr, assigned: _Assigned, found: _Found, depth: int
) -> None:
    """Collect the drivernames among the values of an expression; what only looks a value up is not followed."""

    def follow(inner: ast.expr, owner: Module = module, less: int = 0) -> None:
        _constants(context, owner, inner, assigned, found, depth - less)

    match node:
        case ast.Constant(value=str(text)):
            family = DRIVERS[context.target.driver]
            if async_drivername(text, family) and (module, node) not in found:
                found.append((module, node))
        case ast.Name(id=name) | ast.Attribute(attr=name) if depth:
            for owner, value in assigned.get(name, ()):
                follow(value, owner, 1)
        case ast.Subscript(value=inner):
            follow(inner)
        case ast.Dict(values=values):
            for inner in values:
                follow(inner)
        case ast.BoolOp(values=values):
            for inner in values:
                follow(inner)
        case ast.IfExp(body=body, orelse=orelse):
            follow(body)
            follow(orelse)
        case ast.Call(func=func, args=args, keywords=keywords):
            looks_up = isinstance(func, ast.Attribute) and func.attr in {"get", "getenv", "pop"}
            if looks_up and isinstance(func, ast.Attribute):
                follow(func.value)
            for inner in [*args[1 if looks_up else 0 :], *(keyword.value for keyword in keywords)]:
                follow(inner)
