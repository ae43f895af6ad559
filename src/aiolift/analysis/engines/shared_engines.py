"""Engines at the top of modules, whose pools outlive what uses them: a test, an event loop."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import ENGINE
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module

#: Pools that keep no connection, or that keep the one in which a database in memory lives.
_NO_POOL = {"sqlalchemy.pool.NullPool", "sqlalchemy.pool.StaticPool", "sqlalchemy.NullPool", "sqlalchemy.StaticPool"}


def shared_engines(model: Model, module: Module) -> list[tuple[Module, str]]:
    """Return the pooled engines at the top of a module and of what it imports, each with its name there."""
    return [(found, name) for found in _imported(model, module) for name in _engines(model, found)]


def _imported(model: Model, module: Module) -> list[Module]:
    """Return a module with those of the program that are imported when it is."""
    found, waiting = {module: None}, [module]
    while waiting:
        here = waiting.pop(0)
        for dotted in _names(here):
            other = model.program.find(dotted, here)
            if other is not None and other not in found:
                found[other] = None
                waiting.append(other)
    return list(found)


def _names(module: Module) -> Iterator[str]:
    """Yield the dotted names that a module imports, where a name may be a module or something in one."""
    package = module.name if module.is_package else module.name.rpartition(".")[0]
    for node in module.nodes(ast.Import, ast.ImportFrom):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            above = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            source = ".".join(filter(None, [above, node.module]))
            yield source
            for alias in node.names:
                yield f"{source}.{alias.name}"


def _engines(model: Model, module: Module) -> Iterator[str]:
    for statement in module.tree.body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ) if ENGINE in model.kinds(value) and isinstance(value, ast.Call) and _is_pooled(model, value):
                yield name


def _is_pooled(model: Model, call: ast.Call) -> bool:
    for keyword in call.keywords:
        if keyword.arg == "poolclass":
            return not any(isinstance(one, External) and one.name in _NO_POOL for one in model.values(keyword.value))
    url = call.args[0] if call.args else None
    memory = isinstance(url, ast.Constant) and isinstance(url.value, str) and url.value.startswith("sqlite")
    return not (memory and (url.value.endswith(("://", ":memory:")) or "mode=memory" in url.value))  # type: ignore[union-attr]
