"""Generator expressions that await, and `map` and its like: what consumes them decides how they are written.

A loop, `next`, `any` and `all` take them one by one, as before: they stay lazy, as async generators. What reads all of
them gets a list. Those that are returned or stored are in `stored_generators`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate.rewrite import applications, item_loops, readings, stored_generators
from aiolift.migrate.rewrite.loops import ENDS, NEXT, RULE, SHORT_CIRCUIT, consumes, ends_async, for_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.awaiting.applications import Application
    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

_LAZY = "its items are awaited one by one"
_LISTED = "a generator expression that awaits can only be consumed by async code; every element is evaluated now"
_ITERATORS = frozenset({"map", "filter"})
_LOOSE = (ast.IfExp, ast.NamedExpr, ast.Lambda)


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: an expression awaits because of what it calls."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write them, the inner ones first, as the outer ones are made of their texts."""
    applied = applications.find(context)
    writers = [_Writer(context, module, applied.get(module, {})) for module in context.model.program.modules]
    awaiting = {
        node: writer.module
        for writer in writers
        for node in writer.module.nodes(ast.GeneratorExp)
        if writer.awaits(node)
    }
    stored_generators.follow(context, awaiting)
    for writer in writers:
        module = writer.module
        found = [node for node in module.nodes(ast.GeneratorExp) if node in awaiting and node not in context.lazy]
        for node in sorted([*found, *writer.applied], key=lambda node: module.end(node) - module.start(node)):
            writer.write(node)
        for statement in module.nodes(ast.Expr):
            if isinstance(statement.value, ast.YieldFrom):
                writer.yield_from(statement, statement.value)


class _Writer:
    def __init__(self, context: Context, module: Module, applied: dict[ast.expr, Application]) -> None:
        self.context = context
        self.module = module
        self.applied = applied

    def awaits(self, node: ast.expr) -> bool:
        """Whether making an item of a generator expression, or of `map` or `filter`, awaits something."""
        if not isinstance(node, ast.GeneratorExp):
            return node in self.applied and self.applied[node].name in _ITERATORS
        parts: list[ast.AST] = [node.elt, *(condition for generator in node.generators for condition in generator.ifs)]
        parts += [generator.iter for generator in node.generators[1:]]
        return any(
            self.context.is_awaited(inner) or inner in self.applied for part in parts for inner in _own(part)
        ) or any(
            consumes(self.context, self.module, generator.iter) or self.awaits(generator.iter)
            for generator in node.generators
        )

    def write(self, node: ast.expr) -> None:
        """Write one for what consumes it."""
        module, application = self.module, self.applied.get(node)
        consumer = self._consumer(node) if self.awaits(node) else None
        if consumer in ENDS:
            self._ended(node, consumer)
        elif application is not None:
            applications.write(self.context, application, self._word(application), lazy=self._lazy(node, consumer))
        elif isinstance(node, ast.GeneratorExp) and not self._lazy(node, consumer):
            self._listed(node)
        if consumer in {NEXT, *ENDS} and isinstance(call := module.parents[node], ast.Call):
            rule = RULE if consumer == NEXT else SHORT_CIRCUIT
            self.context.replace_node(module, call.func, "anext", rule, _LAZY)
            self.context.await_(module, call, rule)
            if consumer == NEXT:
                ends_async(self.context, module, call)

    def _consumer(self, node: ast.expr) -> str | None:
        """Return the name of the function of a library that an expression is the first argument of."""
        match self.module.parents.get(node):
            case ast.Call(args=[first, *_], keywords=[]) as call if first is node:
                site = self.context.model.site(call)
                if site is not None and not site.targets and len(site.externals) == 1:
                    return site.externals[0]
        return None

    def _lazy(self, node: ast.expr, consumer: str | None) -> bool:
        """Whether what consumes it takes the items one by one, as an async generator gives them; make it do so."""
        context, module = self.context, self.module
        if not self.awaits(node):
            return False
        match module.parents.get(node):
            case ast.For(iter=iterated) as loop if iterated is node:
                context.insert(module, module.start(loop), "async ", RULE, _LAZY)
            case ast.comprehension(iter=iterated) as part if iterated is node:
                whole = module.parents[part]
                if not isinstance(whole, ast.GeneratorExp):
                    return False
                context.insert(module, for_of(module, whole, part), "async ", RULE, _LAZY)
            case ast.YieldFrom() as inner:
                return isinstance(module.parents[inner], ast.Expr)
            case outer if consumer == NEXT or (outer in self.applied and self.applied[outer].items is node):
                return True
            case outer:
                bare = node in self.applied and isinstance(outer, ast.Call) and [*outer.args, *outer.keywords] == [node]
                return item_loops.looped(context, module, node, bare=bare)
        return True

    def _word(self, application: Application) -> str:
        items = application.items
        return "async for" if self.awaits(items) or consumes(self.context, self.module, items) else "for"

    def _ended(self, node: ast.expr, name: str) -> None:
        """`any` and `all` end at an item: they ask for the first such item, which a condition lets through."""
        context, module = self.context, self.module
        negation, found, otherwise = ENDS[name]
        if (application := self.applied.get(node)) is not None:
            item, clauses = applications.parts(context, application, self._word(application))
            text = f"({found} {clauses} if {negation}{item}), {otherwise}"
            context.take(module, module.start(node), module.end(node))
            return context.replace_node(module, node, text, SHORT_CIRCUIT, _LAZY)
        assert isinstance(node, ast.GeneratorExp)
        start, end, elt = module.start(node), module.end(node), node.elt
        if negation and isinstance(elt, ast.UnaryOp) and isinstance(elt.op, ast.Not):
            negation, elt = "", elt.operand
        condition = context.take(module, module.start(elt), module.end(elt))
        if isinstance(elt, _LOOSE) or (negation and isinstance(elt, ast.BoolOp)):
            condition = f"({condition})"
        first = for_of(module, node, node.generators[0])
        gap = module.text[module.end(node.elt) : first]
        last = module.between(first, end - 1)[-1].end
        clauses = context.take(module, first - 1, last)  # with an `async` that is inserted before the `for`
        tail = module.text[last : end - 1]
        text = (
            f"({module.text[start + 1 : module.start(node.elt)]}{found}{gap[:-1]}{clauses}"
            f"{gap[gap.rindex(newline) :] if (newline := chr(10)) in gap else ' '}if {negation}{condition}"
        )
        alone = end == module.end(module.parents[node])  # its brackets are those of the call
        text = f"({text}), {otherwise}{tail})" if alone else f"{text}{tail}), {otherwise}"
        context.take(module, start, end)
        return context.replace(module, start, end, text, SHORT_CIRCUIT, _LAZY)

    def _listed(self, node: ast.GeneratorExp) -> None:
        context, module = self.context, self.module
        call = module.parents.get(node)
        start, end = module.start(node), module.end(node)
        if not readings.told(context, module, node):
            return
        if isinstance(call, ast.Call) and call.args == [node] and not call.keywords and end == module.end(call):
            context.replace(module, start, start + 1, "([", RULE, _LISTED)  # before what is inserted at its first part
            context.insert(module, end - 1, "]", RULE, _LISTED)
        else:
            context.replace(module, start, start + 1, "[", RULE, _LISTED)
            context.replace(module, end - 1, end, "]", RULE, _LISTED)

    def yield_from(self, statement: ast.Expr, node: ast.YieldFrom) -> None:
        """`yield from` has no async form: a loop that yields."""
        context, module = self.context, self.module
        if not context.colour.changes(context.model.function(module, statement)):
            return
        is_async = self.awaits(node.value) or context.consumes(node.value) or node.value in context.lazy
        word = "async for" if is_async else "for"
        context.replace(
            module, module.start(statement), module.start(node.value), f"{word} item in ", RULE, "no async yield from"
        )
        indent = module.indent(statement)
        unit = "\t" if indent.startswith("\t") else "    "
        context.close(module, statement, f":{module.file.newline}{indent}{unit}yield item", RULE)


def _own(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Lambda):
            yield from _own(child)
