"""A decorator of async and sync functions gets a wrapper for each: `if inspect.iscoroutinefunction(function):`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.blocking import blocking
from aiolift.migrate import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function

RULE = "two-wrappers"
_WHY = "the decorator wraps async functions and others"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a wrapper follows what it wraps."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write the async wrapper in front of the sync one."""
    for wrapper, sites in context.colour.branching.items():
        _branch(context, wrapper, sites)


def _branch(context: Context, wrapper: Function, sites: list[Site]) -> None:
    module, node = wrapper.module, wrapper.node
    assert isinstance(node, ast.FunctionDef)
    wrapped = sites[0].node.func
    assert isinstance(wrapped, ast.Name)
    indent, unit, newline = module.indent(node), blocks.unit(module, node), module.file.newline
    start = module.file.line_starts[module.first_line(node) - 1]
    name = f"async_{wrapper.name}"
    kept = list(context.edits[module])  # the sync wrapper has them, too
    context.insert(module, module.start(node), "async ", RULE)
    at = module.text.index(wrapper.name, module.start(node) + len("def"))
    context.replace(module, at, at + len(wrapper.name), name, RULE)
    for site in sites:
        context.await_(module, site.node, RULE)
    _sleep(context, wrapper)
    for line in blocks.lines_of_code(module, node, node):
        if module.file.line_starts[line - 1] > start:
            context.insert(module, module.file.line_starts[line - 1], unit, RULE)
    copy = context.take(module, start, module.end(node))
    context.edits[module] = kept
    inspect = context.imports(module).need_module("inspect")
    text = newline.join([
        f"{indent}if {inspect}.iscoroutinefunction({wrapped.id}):",
        "",
        f"{unit}{copy}",
        "",
        f"{indent}{unit}return {name}",
        "",
        "",
    ])  # fmt: skip
    context.insert(module, start, text, RULE, _WHY)


def _sleep(context: Context, wrapper: Function) -> None:
    """Let the async wrapper wait as async code does."""
    module = wrapper.module
    for site in context.model.sites:
        kinds = [kind for name in site.externals if (kind := blocking(name)) is not None]
        if site.function is wrapper and kinds and kinds[0].async_form is not None:
            source, name = kinds[0].async_form
            context.await_(module, site.node, RULE)
            context.replace_node(
                module, site.node.func, f"{context.imports(module).need_module(source)}.{name}", RULE, kinds[0].why
            )
