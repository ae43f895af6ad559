"""Where a name of a module gets another value while the program runs: patches of tests, assignments, `global`."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.analysis.testing.stand_ins import named_by, patches
from aiolift.program.nodes import single_assignments
from aiolift.program.values import ModuleValue

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Set

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module


@dataclass(frozen=True, eq=False)
class Rebinding:
    """One such place.

    :param node: the call of a patch, or the assignment.
    :param name: the name that is bound anew, and `end` the offset behind it in the text.
    :param homes: the modules that have the name.
    :param new: the new value; None where a mock is made for it, or what is assigned cannot be told.
    :param is_keyword: whether the name is that of an argument: `patch.multiple("app.db", engine=other)`.
    :param target: what is assigned to, of an assignment.
    """

    module: Module
    node: ast.Call | ast.stmt
    name: str
    end: int
    homes: tuple[Module, ...]
    new: ast.expr | None
    is_keyword: bool = False
    target: ast.Name | ast.Attribute | None = None


def rebindings(model: Model, names: Set[str]) -> Iterator[Rebinding]:
    """Yield where one of some names is bound anew."""
    for patch in patches(model):
        path, name = patch.path, patch.name
        if name in names:
            module = patch.site.module
            end = module.start(path) + module.segment(path).rindex(name) + len(name)
            yield Rebinding(module, patch.site.node, name, end, patch.homes, patch.new)
    for site in model.naming({"unittest.mock.patch.multiple"}):
        homes = _homes(named_by(model, site.module, site.node.args[0])) if site.node.args else ()
        for keyword in site.node.keywords:
            if keyword.arg in names:
                end = site.module.start(keyword) + len(keyword.arg or "")
                yield Rebinding(site.module, site.node, keyword.arg or "", end, homes, keyword.value, is_keyword=True)
    for site in model.naming({"builtins.setattr"}):
        match site.node.args:
            case [owner, ast.Constant(value=str(name)) as path, new] if name in names:
                end = site.module.end(path) - 1
                yield Rebinding(site.module, site.node, name, end, _homes(model.values(owner)), new)
    for module in model.program.modules:
        if any(module.mentions(name) for name in names):
            yield from _assigned(model, module, names)


def _homes(values: Collection[object]) -> tuple[Module, ...]:
    return tuple(value.module for value in values if isinstance(value, ModuleValue))


def _assigned(model: Model, module: Module, names: Set[str]) -> Iterator[Rebinding]:
    """Yield `db.engine = other`, and `engine = other` in a function that says `global engine`."""
    shared = {name for node in module.nodes(ast.Global) if isinstance(node, ast.Global) for name in node.names}
    for node in module.nodes(ast.Attribute, ast.Name):
        if not isinstance(node.ctx, ast.Store):
            continue
        if isinstance(node, ast.Attribute) and node.attr in names:
            name, homes = node.attr, _homes(model.values(node.value))
        elif isinstance(node, ast.Name) and node.id in names & shared and model.function(module, node) is not None:
            is_global = model.scope(module, node).holder(node.id) is model.program.scopes[module.tree]
            name, homes = node.id, (module,) if is_global else ()
        else:
            continue
        statement = module.statement(node)
        new = next((value for target, value in single_assignments(statement) if target is node), None)
        if homes:
            yield Rebinding(module, statement, name, module.end(node), homes, new, target=node)
