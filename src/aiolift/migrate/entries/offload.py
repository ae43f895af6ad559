"""`f(x)` becomes `await asyncio.to_thread(f, x)`, by edits around the parts of the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.program import edits

if TYPE_CHECKING:
    import ast

    from aiolift.migrate.context import Context
    from aiolift.program.source import Module


def to_thread(context: Context, module: Module, node: ast.Call, rule: str, why: str) -> None:
    """Run a call in a thread; what is called and its arguments may be edited too."""
    if context.is_awaited(node):
        return
    context.await_(module, node, rule, why)
    name = f"{context.imports(module).need_module('asyncio')}.to_thread("
    context.edits[module].append(edits.opening(module.start(node), module.end(node), name, rule, why))
    bracket = next(token for token in module.between(module.end(node.func), module.end(node)) if token.text == "(")
    separator = ", " if node.args or node.keywords else ""
    context.replace(module, module.end(node.func), bracket.end, separator, rule, why)
