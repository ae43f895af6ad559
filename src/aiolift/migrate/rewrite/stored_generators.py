"""Generator expressions that await and are returned or stored stay lazy, where all that reads them can await."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.knowledge.consumers import METHODS, READS_ALL, READS_SOME
from aiolift.migrate.colour import CONSUMERS, UNPACKING, consumed
from aiolift.migrate.rewrite import loops
from aiolift.migrate.rewrite.definitions import generator_type
from aiolift.migrate.rewrite.readings import ends_early
from aiolift.program.values import Cell, Instance

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

_NO_ITERATOR = "it is a list here, and no iterator, as what reads it one by one could not be made async"
_AT_ONCE = "a generator expression that awaits is a list here: all its items are made, also those that nobody asks for"

#: What a generator expression is, and what annotations call it.
_ITERATORS = frozenset({"builtins.generator", "builtins.iterator"})
#: A generator function's generator has its items and its function; one that is only annotated has items alone.
_WITH_ORIGIN = 2


@dataclass(frozen=True)
class _Reader:
    """A node that iterates over an expression, which generator expressions flow into."""

    module: Module
    node: ast.AST
    part: ast.expr
    read: frozenset[ast.AST]


def follow(context: Context, awaiting: dict[ast.GeneratorExp, Module]) -> None:
    """Keep those lazy whose readers are known and can await, and write the readers; mark others read one by one."""
    kept: set[ast.AST] = {node for node, module in awaiting.items() if _is_stored(context, module, node)}
    readers = list(_readers(context, kept)) if kept else []
    kept &= {node for reader in readers for node in reader.read}
    stored = frozenset(kept)
    while lost := {node for reader in readers if not _can(context, reader, kept) for node in reader.read & kept}:
        kept -= lost
    context.lazy |= kept
    for reader in readers:
        if reader.read & kept:
            loops.read(context, reader.module, reader.node)
    for node, module in awaiting.items():
        if node in kept and isinstance(module.parents[node], ast.Return):
            function = context.model.function(module, node)
            if (
                function is not None
                and isinstance(function.node, ast.FunctionDef)
                and function.node.returns is not None
            ):
                generator_type(context, module, function.node.returns)
        elif node in stored - kept:
            own = [reader for reader in readers if node in reader.read]
            if any(map(_needs_iterator, own)):
                context.mark(module, node, "AL929", _NO_ITERATOR)
            elif any(_can_end_early(context, reader) for reader in own):
                context.note(_AT_ONCE, module, node)


def _is_stored(context: Context, module: Module, node: ast.GeneratorExp) -> bool:
    match module.parents[node]:
        case ast.Return() | ast.Assign() | ast.AnnAssign() | ast.NamedExpr():
            return True
        case ast.keyword() as keyword:
            return _calls_program(context, module.parents[keyword])
        case outer:
            return _calls_program(context, outer)


def _calls_program(context: Context, node: ast.AST) -> bool:
    site = context.model.site(node) if isinstance(node, ast.Call) else None
    return site is not None and bool(site.targets)


def _readers(context: Context, stored: Collection[ast.AST]) -> Iterator[_Reader]:
    for module in context.model.program.modules:
        for node in module.nodes(*CONSUMERS):
            if _calls_program(context, node):
                continue  # what is called is the reader
            for part in consumed(node):
                read = frozenset(made for value in context.model.instances(part) for made in _made(value))
                if part not in stored and not read.isdisjoint(stored):
                    yield _Reader(module, node, part, read)


def _made(value: Instance) -> Iterator[ast.AST]:
    if value.cls in _ITERATORS and value.of and isinstance(value.of[0], Cell):
        yield value.of[0].node


def _can(context: Context, reader: _Reader, kept: Collection[ast.AST]) -> bool:
    """Whether a reader has an async form, and gets nothing but generators that are async."""
    function = context.model.function(reader.module, reader.node)
    if not context.can_await(function) or function is None or isinstance(function.node, ast.Lambda):
        return False
    for value in context.model.values(reader.part):
        if not isinstance(value, Instance) or value.cls not in _ITERATORS or len(value.of) == _WITH_ORIGIN:
            return False
        if not all(made in kept for made in _made(value)):
            return False
    match reader.node:
        case ast.comprehension():
            return not isinstance(reader.module.parents[reader.node], ast.GeneratorExp)
        case ast.Call(func=ast.Attribute(attr="close" | "send" | "throw")):
            return True
        case ast.Call():
            return all(name == loops.NEXT or _reads_all(name) for name in _names(context, reader.node))
    return isinstance(reader.node, (ast.For, *UNPACKING))


def _needs_iterator(reader: _Reader) -> bool:
    """Whether a reader cannot read a list: `next(items)`, `items.close()`."""
    match reader.node:
        case ast.Call(func=ast.Name(id="next")) | ast.Call(func=ast.Attribute(attr="close" | "send" | "throw")):
            return True
    return False


def _can_end_early(context: Context, reader: _Reader) -> bool:
    match reader.node:
        case ast.Call():
            names = _names(context, reader.node)
            return any(name in READS_SOME or name in loops.ENDS or name.startswith("itertools.") for name in names)
        case ast.For():
            return ends_early(reader.node)
    return False


def _names(context: Context, node: ast.Call) -> tuple[str, ...]:
    site = context.model.site(node)
    return site.externals if site is not None and site.externals else ("",)


def _reads_all(name: str) -> bool:
    return name in READS_ALL or (name.startswith("builtins.") and name.endswith(METHODS))
