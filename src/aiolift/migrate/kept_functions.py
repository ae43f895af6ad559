"""Functions that became async and are kept, as by a bus of messages, and the calls that could be of them."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.program.entities import Class, FunctionNode
from aiolift.program.nodes import written
from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Site
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module


def possible_calls(context: Context, unknown: Iterable[Site]) -> Iterator[tuple[Site, Function]]:
    """Yield the calls of a variable or an item of which nothing is known that a kept function has the parameters for.

    :param unknown: calls that reach nothing that is known.
    """
    sites = [site for site in unknown if _is_variable(context, site)]
    kept = _kept(context) if sites else []
    for site in sites:
        function = next((one for one in kept if _takes(one, site.node)), None)
        if function is not None:
            yield site, function


def _is_variable(context: Context, site: Site) -> bool:
    """Whether what is called is held by a variable, a container or an object of the program, and not imported."""
    match site.node.func:
        case ast.Name(id=name) as called:
            return context.model.scope(site.module, called).holder(name) is not None
        case ast.Attribute(value=owner):
            return any(isinstance(value.cls, Class) for value in context.model.instances(owner))
        case ast.Subscript() | ast.Call():
            return True
    return False


def _kept(context: Context) -> list[Function]:
    """Return the functions that became async and are put somewhere, and that nothing known calls from there."""
    names: dict[str, list[Function]] = defaultdict(list)
    for function in context.colour.causes:
        called = (written(site.node.func).rpartition(".")[2] for site in context.model.callers.get(function, ()))
        if context.colour.changes(function) and all(name == function.name for name in called):
            names[function.name].append(function)
    found: dict[Function, None] = {}
    for module in context.model.program.modules:
        for node in module.nodes(ast.Name, ast.Attribute):
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            if name in names and _is_put(context, module, node):
                values = [one for one in context.model.values(node) if isinstance(one, FunctionValue)]
                found |= dict.fromkeys(one.function for one in values if one.function in names[name])
    return list(found)


def _is_put(context: Context, module: Module, node: ast.AST) -> bool:
    """Whether a function is put into a container or an attribute, or given to something that is no library's."""
    parent = module.parents[node]
    match parent:
        case ast.List() | ast.Tuple() | ast.Set() | ast.Dict():
            return True
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript(), *_]):
            return parent.value is node
        case ast.keyword():
            parent = module.parents[parent]
    site = context.model.site(parent) if isinstance(parent, ast.Call) and parent.func is not node else None
    return site is not None and all(name.startswith("builtins.") for name in site.externals)


def _takes(function: Function, call: ast.Call) -> bool:
    """Whether a function has the parameters for the arguments of a call."""
    if any(isinstance(one, ast.Starred) for one in call.args) or any(one.arg is None for one in call.keywords):
        return True
    assert isinstance(function.node, FunctionNode)
    arguments = function.node.args
    bound = function.owner is not None and not function.has("builtins.staticmethod")
    places = [*arguments.posonlyargs, *arguments.args][bound:]
    given = {one.arg for one in places[: len(call.args)]} | {one.arg for one in call.keywords}
    needed = places[: max(len(places) - len(arguments.defaults), 0)]
    if len(call.args) > len(places) and arguments.vararg is None:
        return False
    return all(one.arg in given for one in needed)
