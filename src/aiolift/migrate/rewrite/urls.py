"""Database URLs in Python code name the async driver: literals, the beginnings of f-strings, and driver names."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.analysis.definitions import Definitions
from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.configuration.pytest_config import is_test
from aiolift.migrate.urls import async_drivername, other_server, url_edits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-url"
#: Parameters that take a URL's scheme alone.
_SCHEMES = {"drivername", "scheme"}
_BUILDERS = ("sqlalchemy.engine.URL.create", "sqlalchemy.URL.create")


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a URL does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Replace the scheme, and the options that the driver calls otherwise."""
    definitions = Definitions(context.model)
    for module in context.model.program.modules:
        if module in context.island_modules:
            continue
        for node in module.nodes(ast.Constant, ast.Call):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if "://" in node.value:
                    _literal(context, module, node)
                elif "+" in node.value and _is_alone(module, node):
                    _drivername(context, module, node)
            elif isinstance(node, ast.Call) and node not in context.kept_sync:
                site = context.model.site(node)
                externals = site.externals if site is not None else ()
                _scheme(context, module, node, externals)
                if "sqlalchemy.create_engine" in externals:
                    _from_outside(context, definitions, module, node)


def _literal(context: Context, module: Module, node: ast.Constant) -> None:
    """Edit a literal in place; its quotes, prefix and the rest of an f-string stay."""
    if node in context.kept_sync or module.is_docstring(node) or _is_replaced(module, node):
        return
    outer = module.parents.get(node)
    literal = outer if isinstance(outer, ast.JoinedStr) else node
    if isinstance(outer, ast.JoinedStr) and outer.values[0] is not node:
        return
    source = module.segment(literal)
    text = source.lstrip("rRbBuUfF")
    quote = text[:3] if text[:3] in {'"""', "'''"} else text[:1]
    start = len(source) - len(text) + len(quote)
    body = source[start : len(source) - len(quote)]
    if (other := other_server(body, DRIVERS[context.target.driver])) is not None:
        context.note(f"this URL of {other} stays: an async engine that takes it needs an async driver", module, node)
    for edit in url_edits(body, DRIVERS[context.target.driver], module.start(literal) + start):
        context.replace(module, edit.start, edit.end, edit.text, RULE, edit.why)
        if "aiosqlite" in edit.text and context.target.driver != "aiosqlite":  # beside the server's driver
            in_tests = is_test(module.file.name) or "tests" in module.file.name.parts
            needed = context.test_requirements if in_tests else context.requirements
            needed.update(DRIVERS["aiosqlite"].requirements)


def _is_replaced(module: Module, node: ast.Constant) -> bool:
    """Whether a literal is what `url.replace("postgres://", "postgresql://")` looks for, or the test before it.

    The URL may come from outside, and gets its driver from what is put in the place of the literal.
    """
    for outer in module.ancestors(node):
        if isinstance(outer, ast.Call) and _replaces(outer, node.value):
            return outer.args[0] is node
        if isinstance(outer, ast.If | ast.IfExp):
            return any(isinstance(found, ast.Call) and _replaces(found, node.value) for found in ast.walk(outer))
        if isinstance(outer, ast.stmt):
            return False
    return False


def _replaces(call: ast.Call, text: object) -> bool:
    match call:
        case ast.Call(
            func=ast.Attribute(attr="replace"), args=[ast.Constant(value=old), ast.Constant(value=str(new)), *_]
        ):
            return old == text and re.match(r"(mysql|mariadb|postgres|sqlite)[\w+]*:", new) is not None
    return False


def _from_outside(context: Context, definitions: Definitions, module: Module, node: ast.Call) -> None:
    """Say where an engine's URL may be set outside of the code base, where nothing was rewritten."""
    given = node.args[0] if node.args else next((word.value for word in node.keywords if word.arg == "url"), None)
    if isinstance(given, ast.Name) and all(_is_written(one) for _, one in definitions.behind(module, given)):
        return  # it was rewritten where it stands
    if isinstance(given, ast.Name | ast.Attribute | ast.Call | ast.Subscript) and "://" not in module.segment(given):
        driver = DRIVERS[context.target.driver]
        context.note(
            f"the engine's URL is {module.segment(given)}: where that is set outside of the code base (environment, "
            f"secrets), it has to name the async driver too, as {driver.family}+{driver.dialect}://",
            module,
            node,
        )


def _is_written(value: ast.AST) -> bool:
    """Whether a URL's scheme is written in the code: in a literal, or at the beginning of an f-string."""
    match value:
        case ast.Constant():
            return True
        case ast.JoinedStr(values=[ast.Constant(value=str(first)), *_]):
            return "://" in first
    return False


def _scheme(context: Context, module: Module, node: ast.Call, externals: tuple[str, ...]) -> None:
    given = [keyword.value for keyword in node.keywords if keyword.arg in _SCHEMES]
    if externals and node.args and any(name.endswith(_BUILDERS) for name in externals):
        given.append(node.args[0])
    for value in given:
        if isinstance(value, ast.Constant) and isinstance(value.value, str) and "+" not in value.value:
            _drivername(context, module, value)


def _is_alone(module: Module, node: ast.Constant) -> bool:
    return not isinstance(module.parents.get(node), ast.Expr | ast.JoinedStr)


def _drivername(context: Context, module: Module, node: ast.Constant) -> None:
    """Edit a drivername, which with a plus sign is no other word: `postgresql+psycopg2`."""
    name = async_drivername(str(node.value), DRIVERS[context.target.driver])
    if name is not None and node not in context.kept_sync:
        start = module.text.index(str(node.value), module.start(node))
        context.replace(module, start, start + len(str(node.value)), name, RULE, "does not block the event loop")
