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
    bracket = next(token for token in module.between(module.end(node.func), module.end(node)) if token.text == "(")
    given: list[ast.expr | ast.keyword] = [*node.args, *node.keywords]
    separator, lead, until = ", " if given else "", "", bracket.end
    before = module.text[bracket.end : min(map(module.start, given))] if given else ""
    if "\n" in before:  # the arguments begin on a line of their own, and so does what is called
        lead = module.file.newline + before.rpartition("\n")[2]
        if before.strip() or max(part.lineno for part in given) > min(part.lineno for part in given):
            separator = ","
        else:
            until += len(before)
    name = f"{context.imports(module).need_module('asyncio')}.to_thread({lead}"
    context.edits[module].append(edits.opening(module.start(node), module.end(node), name, rule, why))
    context.replace(module, module.end(node.func), until, separator, rule, why)
