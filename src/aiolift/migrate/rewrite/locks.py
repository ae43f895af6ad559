"""A lock of threads that is held over an await becomes one of asyncio, where all who take it can await.

Tasks of one event loop share a thread: whoever waits for a `threading.Lock` stops the task that would release it, and
a `threading.RLock` lets all of them in: https://docs.python.org/3/library/asyncio-sync.html
"""

from __future__ import annotations

import ast
import re
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.blocking_calls import BlockingCalls
from aiolift.analysis.event_loop.locks import Hold, locks, own_nodes
from aiolift.analysis.reachable import Reachable
from aiolift.knowledge.locks import ASYNC_FORMS, REENTRANT, STOPS
from aiolift.program.nodes import written
from aiolift.program.values import Cell, External

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.event_loop.locks import Lock
    from aiolift.analysis.model import Model, Site
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

RULE = "async-lock"
_WHY = "it is held over an await"
_STOPS = "It waits for another thread, and stops the event loop meanwhile."
_BY_NAME = "What it is is not known; by its name it is a lock, which is held over an await."
_NAMED = re.compile(r"(?i)(.*_)?(file_?|r)?(locks?|mutex(es)?|semaphores?)(_of|_for)?")


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: to wait for a lock is no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Convert the locks that are held over an await, or mark where they are."""
    _mark_others(context)
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


def _mark_others(context: Context) -> None:
    """Mark what waits for another thread, and what is a lock by its name and held over an await."""
    for site in context.model.naming(STOPS):
        if context.colour.changes(site.function) and not site.targets and _waits(context, site):
            context.mark(site.module, site.node, "AL926", _STOPS)
    held = _Held(context)
    for module in context.model.program.modules:
        for block in module.nodes(ast.With):
            for item in block.items:
                if not _is_called_lock(item.context_expr) or context.model.values(item.context_expr):
                    continue
                hold = Hold(module, item.context_expr, context.model.function(module, block), tuple(block.body))
                if context.colour.changes(hold.function) and held.over_await(hold):
                    context.mark(module, item.context_expr, "AL926", _BY_NAME)


def _is_called_lock(node: ast.expr) -> bool:
    """Whether something has the name of a lock: `self.lock`, `locks[key]`, `lock_of(key)`."""
    named = node.func if isinstance(node, ast.Call) else node.value if isinstance(node, ast.Subscript) else node
    return bool(_NAMED.fullmatch(written(named).rpartition(".")[2]))


def _waits(context: Context, site: Site) -> bool:
    """Whether a call of an event or a queue can wait: not `get(block=False)`, nor `put` where there is no limit."""
    given = {keyword.arg: keyword.value for keyword in site.node.keywords}
    assert isinstance(site.node.func, ast.Attribute)
    method, arguments = site.node.func.attr, site.node.args
    blocks = given.get("block", arguments[method == "put"] if len(arguments) > (method == "put") else None)
    if method in {"get", "put"} and isinstance(blocks, ast.Constant) and blocks.value is False:
        return False
    made = [
        part.node
        for one in context.model.instances(site.node.func.value)
        for part in one.of
        if isinstance(part, Cell) and isinstance(part.node, ast.Call)
    ]
    return method != "put" or any(call.args or call.keywords for call in made)


class _Held:
    """What the holders of locks do in the result of `context`."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._places = context.colour.places

    def over_await(self, hold: Hold) -> bool:
        """Whether a task that holds the lock waits for something else."""
        if hold.keeps and any(map(self._awaits, self._behind_callers(hold))):
            return True
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

    def _behind_callers(self, hold: Hold) -> Iterator[Iterable[ast.AST]]:
        """Yield what runs while a function has left the lock to its caller: `with guard:` and `guard.enter()`."""
        model, taking = self._context.model, hold.function
        if taking is None:
            return
        for site in model.callers.get(taking, ()):
            if site.function is not None and self._context.can_await(site.function):
                yield [node for node in site.function.own if getattr(node, "lineno", 0) > site.node.lineno]
        for module in model.program.modules if taking.name == "__enter__" else ():
            for block in module.nodes(ast.With):
                if self._context.can_await(model.function(module, block)):
                    entered = (self._context.colour.run_by(block, item.context_expr) for item in block.items)
                    yield from (block.body for functions in entered if taking in functions)

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
        site, named = self._context.model.site(made), _named(self._context, made)
        if site is None or named is None:
            return False
        return isinstance(named, ast.Attribute) or self._context.import_of(site.module, named) is not None

    def prevents(self, lock: Lock) -> str:
        """Return why a lock has to stay as it is, or nothing."""
        context = self._context
        if not lock.kinds <= ASYNC_FORMS.keys():
            return "other processes take it as well"
        side = context.bridges.side
        for hold in lock.holds:
            where = f"{hold.module.file.name}:{hold.node.lineno}"
            if hold.keeps:
                return "it is still held when the function ends"
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
        named = _named(context, made)
        assert site is not None
        assert named is not None
        _rename(context, site.module, named)
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
            taken = called or context.is_replaced(module, module.start(node))
            if not taken and any(External(kind) in context.model.values(node) for kind in kinds):
                _rename(context, module, node)


def _named(context: Context, made: ast.Call) -> ast.expr | None:
    """Return what names the class in a call that makes a lock, or that is given the class to make locks of."""
    parts = [made.func, *made.args, *(keyword.value for keyword in made.keywords)]
    return next((part for part in parts if _form(context, part) is not None), None)


def _form(context: Context, node: ast.expr) -> str | None:
    """Return the name of the asyncio form of the one kind of lock that a class is; None for several, or another."""
    names = {value.name for value in context.model.values(node) if isinstance(value, External)}
    return ASYNC_FORMS.get(names.pop()) if len(names) == 1 else None


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
