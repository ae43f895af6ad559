"""A lock of threads that is held over an await becomes one of asyncio, where all who take it can await.

Tasks of one event loop share a thread: whoever waits for a `threading.Lock` stops the task that would release it, and
a `threading.RLock` lets all of them in: https://docs.python.org/3/library/asyncio-sync.html
"""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.blocking_calls import BlockingCalls
from aiolift.analysis.locks import locks, own_nodes
from aiolift.analysis.reachable import Reachable
from aiolift.knowledge.locks import ASYNC_FORMS, REENTRANT
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.locks import Hold, Lock
    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

RULE = "async-lock"
_WHY = "it is held over an await"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: to wait for a lock is no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Convert the locks that are held over an await, or mark where they are."""
    found = locks(context.model)
    if not found:
        return
    held = _Held(context)
    converted: list[Lock] = []
    for lock in found:
        over = [hold for hold in lock.holds if held.over_await(hold)]
        if not over:
            continue
        reason = lock.odd or held.prevents(lock)
        if not reason:
            converted.append(lock)
            _convert(context, lock)
        for hold in over if reason else ():
            context.mark(hold.module, hold.node, "AL926", f"It is held over an await, and {reason}.")
    left = {kind for lock in found if lock not in converted for kind in lock.kinds}
    _annotations(context, {kind for lock in converted for kind in lock.kinds} - left)


class _Held:
    """What the holders of locks do in the result of `context`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._places = context.colour.places

    def over_await(self, hold: Hold) -> bool:
        """Whether a task that holds the lock waits for something else."""
        if self._context.can_await(hold.function):
            return self._awaits(hold.region)
        generator = hold.function if hold.function is not None and hold.function.is_generator else None
        if generator is None or not any(isinstance(node, ast.Yield) for node in own_nodes(hold.region)):
            return False
        return any(  # a context manager: what is in the block is done while it is held
            self._context.can_await(self._context.model.function(module, block)) and self._awaits(block.body)
            for module in self._context.model.program.modules
            for block in module.nodes(ast.With)
            for item in block.items
            if generator in self._context.model.origins(item.context_expr)
        )

    def _awaits(self, region: Iterable[ast.AST]) -> bool:
        return any(
            node in self._places
            or isinstance(node, ast.Await | ast.AsyncFor | ast.AsyncWith | ast.Yield)
            or (isinstance(node, ast.Call) and self._is_offloaded(node))
            for node in own_nodes(region)
        )

    def _is_offloaded(self, node: ast.Call) -> bool:
        """Whether a call that blocks is awaited in the result."""
        site = self._context.model.site(node)
        if site is None:
            return False
        kind = self._blocking.direct(site)
        return (kind is not None and kind.inline) or self._blocking.through(site) is not None

    @cached_property
    def _blocking(self) -> BlockingCalls:
        return BlockingCalls(self._context.model)

    @cached_property
    def _in_other_loops(self) -> set[Function]:
        """Functions that commands and jobs run, in an event loop of their own."""
        return set(Reachable(self._context.model).from_(self._context.colour.commands))

    def _is_named(self, made: ast.Call) -> bool:
        """Whether what makes a lock is one class, by an imported name or as an attribute of its module."""
        site = self._context.model.site(made)
        if site is None or _form(self._context, made.func) is None:
            return False
        return isinstance(made.func, ast.Attribute) or self._context.import_of(site.module, made.func) is not None

    def prevents(self, lock: Lock) -> str:
        """Return why a lock has to stay as it is, or nothing."""
        context = self._context
        if not lock.kinds <= ASYNC_FORMS.keys():
            return "other processes take it as well"
        side = context.bridges.side
        for hold in lock.holds:
            where = f"{hold.module.file.name}:{hold.node.lineno}"
            if hold.function is None or not context.can_await(hold.function) or side.uses(hold.function):
                return f"{where} takes it and cannot await"
            if hold.function in self._in_other_loops:
                return f"{where} takes it in event loops of their own"
        for made in lock.made:
            if made.args and "threading.Condition" in lock.kinds:
                return "it shares the lock of a condition"
            if not self._is_named(made):
                return "it is made through another name"
        if lock.kinds & REENTRANT and lock.taken_again(context.model):
            return "who holds it takes it again, which no asyncio lock allows"
        return ""


def _convert(context: Context, lock: Lock) -> None:
    for made in lock.made:
        site = context.model.site(made)
        assert site is not None
        _rename(context, site.module, made.func)
    for hold in lock.holds:
        if isinstance(hold.module.parents[hold.node], ast.withitem):
            context.async_entered.add(hold.node)
        else:
            context.await_(hold.module, hold.node, RULE, _WHY)


def _annotations(context: Context, kinds: set[str]) -> None:
    """Rename kinds of locks of which none is left, in what is said of parameters and attributes."""
    for module in context.model.program.modules if kinds else ():
        for node in module.nodes(ast.Name, ast.Attribute):
            parent = module.parents[node]
            called = isinstance(parent, ast.Call) and parent.func is node
            if not called and any(External(kind) in context.model.values(node) for kind in kinds):
                _rename(context, module, node)


def _form(context: Context, node: ast.expr) -> str | None:
    """Return the name of the asyncio form of the one kind of lock that a class is; None for several, or another."""
    names = {
        ASYNC_FORMS[value.name]
        for value in context.model.values(node)
        if isinstance(value, External) and value.name in ASYNC_FORMS
    }
    return names.pop() if len(names) == 1 else None


def _rename(context: Context, module: Module, node: ast.expr) -> None:
    name = _form(context, node)
    if name is None:
        return
    if isinstance(node, ast.Attribute):
        context.imports(module).replaced(node)
        owner = context.imports(module).need_module("asyncio")
        context.replace_node(module, node, f"{owner}.{name}", RULE, _WHY)
    else:
        context.rename(module, node, "asyncio", name, RULE, _WHY)
