"""Loops with `async for` in the place of what a function of Python's own does with an iterator, item by item."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.program.nodes import root

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "item-loop"
_COUNTED = "the items come one by one, and are counted as they come"
_FILLED = "what was added before an exception, or is read meanwhile, is there"
_ENUMERATE = "builtins.enumerate"
_ADDING = {
    "builtins.list.extend": "append",
    "collections.deque.extend": "append",
    "builtins.set.update": "add",
    "builtins.dict.update": "",
}
_CATCHING = frozenset({"contextlib.suppress", "pytest.raises"})


def looped(context: Context, module: Module, node: ast.expr, *, bare: bool = False) -> bool:
    """Write a loop in the place of the call that an iterator is given to, where there is one for it."""
    return _counted(context, module, node) or filled(context, module, node, bare=bare)


def _counted(context: Context, module: Module, node: ast.expr) -> bool:
    """Write `for n, x in enumerate(items)` as a loop over the items with a counter, and return whether it was one."""
    call = module.parents[node]
    loop = module.parents[call]
    if not isinstance(call, ast.Call) or not isinstance(loop, ast.For) or loop.iter is not call:
        return False
    site = context.model.site(call)
    start = [*call.args[1:], *(keyword.value for keyword in call.keywords)]
    if site is None or site.targets or site.externals != (_ENUMERATE,) or call.args[0] is not node:
        return False
    if not all(isinstance(part, ast.Constant | ast.Name) for part in start):
        return False
    numbers = blocks.unused_name(context, module, loop, "numbers")
    first = "".join(map(module.segment, start))
    made = f"{numbers} = {context.imports(module).need_module('itertools')}.count({first})"
    blocks.insert_above(context, module, loop, [made], RULE)
    match loop.target:
        case ast.Tuple(elts=[number, item]) | ast.List(elts=[number, item]):
            target, counting = module.segment(item), f"{module.segment(number)} = next({numbers})"
        case pair:
            target = blocks.unused_name(context, module, loop, "item")
            counting = f"{module.segment(pair)} = (next({numbers}), {target})"
    context.insert(module, module.start(loop), "async ", RULE, _COUNTED)
    context.replace_node(module, loop.target, target, RULE, _COUNTED)
    context.replace(module, module.start(call), module.start(node), "", RULE, _COUNTED)
    context.replace(module, module.end(node), module.end(call), "", RULE, _COUNTED)
    body = loop.body[0]
    same_line = module.file.line_of(module.start(body)) == module.file.line_of(module.end(loop.iter))
    if same_line:
        context.insert(module, module.start(body), f"{counting}; ", RULE, _COUNTED)
    else:
        blocks.insert_above(context, module, body, [counting], RULE)
    return True


def filled(context: Context, module: Module, node: ast.expr, *, bare: bool = False) -> bool:
    """Write `found.extend(items)` as a loop, where somebody can see what `found` holds meanwhile.

    :param bare: the items are written as an async generator expression without brackets.
    """
    match module.parents[node]:
        case ast.Call(func=ast.Attribute(value=holder), args=[only], keywords=[]) as call if only is node:
            site = context.model.site(call)
            names = {_ADDING.get(name) for name in site.externals} if site is not None and not site.targets else set()
            whole: ast.AST = call
        case ast.AugAssign(target=holder, op=ast.Add()) as whole:
            names = {"append"} if {one.cls for one in context.model.instances(holder)} == {"builtins.list"} else set()
        case _:
            return False
    statement = module.statement(whole)
    if statement is not whole and not (isinstance(statement, ast.Expr) and statement.value is whole):
        return False
    name = names.pop() if len(names) == 1 else None
    if name is None or not root(holder) or not module.stands_alone(statement):
        return False
    if not _is_seen(context, module, statement, holder, node):
        return False
    item = blocks.unused_name(context, module, node, "item")
    kept = module.segment(holder)
    if name:
        adding = f"{kept}.{name}({item})"
    else:
        key = blocks.unused_name(context, module, node, "key")
        item, adding = f"{key}, {item}", f"{kept}[{key}] = {item}"
    opening, closing = ("(", ")") if bare else ("", "")
    context.replace(
        module, module.start(statement), module.start(node), f"async for {item} in {opening}", RULE, _FILLED
    )
    indent = module.indent(statement) + blocks.unit(module, statement)
    text = f"{closing}:{module.file.newline}{indent}{adding}"
    if module.end(node) < module.end(statement):
        context.replace(module, module.end(node), module.end(statement), "", RULE, _FILLED)
    context.close(module, statement, text, RULE, _FILLED)
    return True


def _is_seen(context: Context, module: Module, statement: ast.stmt, holder: ast.expr, node: ast.expr) -> bool:
    """Whether other code can look at a collection while it is filled, or after that has failed."""
    function = context.model.function(module, statement)
    if not isinstance(holder, ast.Name) or function is None or function.holder(holder.id) is not function:
        return True
    if any(parameter.arg == holder.id for parameter in function.parameters):
        return True
    if any(isinstance(inner, ast.Name) and inner.id == holder.id for inner in ast.walk(node)):
        return True
    inner: ast.AST = statement
    for outer in module.ancestors(statement):
        if outer is function.node:
            return False
        if _goes_on(context, outer, inner, holder.id):
            return True
        inner = outer
    return False


def _goes_on(context: Context, outer: ast.AST, inner: ast.AST, name: str) -> bool:
    """Whether a function goes on behind an exception in a part of a statement, and can use a variable."""
    match outer:
        case ast.Try():
            last = [node for statement in outer.finalbody for node in ast.walk(statement)]
            used = any(isinstance(node, ast.Name) and node.id == name for node in last)
            return used or (bool(outer.handlers) and inner in outer.body)
        case ast.With():
            sites = [
                context.model.site(item.context_expr) for item in outer.items if isinstance(item.context_expr, ast.Call)
            ]
            return any(name in _CATCHING for site in sites if site is not None for name in site.externals)
    return False
