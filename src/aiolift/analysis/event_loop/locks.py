"""The locks of threads that a program makes, and where each is held."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.knowledge.locks import AT_ONCE, LOCKS, REENTRANT, WAITING
from aiolift.program.entities import FunctionNode
from aiolift.program.values import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

#: External calls that only keep what they are given, by the start of their dotted name.
_KEEPING = ("builtins.",)


@dataclass(frozen=True, eq=False)
class Hold:
    """A place that takes a lock.

    :param node: what `with` enters, or the call that waits.
    :param region: what runs while the lock is held, as far as it stands in the same function.
    :param takes: whether it is taken here; else what holds it already waits for a condition.
    :param keeps: whether it is still held when the function ends.
    """

    module: Module
    node: ast.expr
    function: Function | None
    region: tuple[ast.AST, ...]
    takes: bool = True
    keeps: bool = False


@dataclass(eq=False)
class Lock:
    """A lock, or several that one place can take.

    :param made: the calls that make it; none where they are not known.
    :param odd: why it has no async form, from how it is used; nothing where it may have one.
    """

    made: dict[ast.Call, None] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    holds: list[Hold] = field(default_factory=list)
    odd: str = ""

    def taken_again(self, model: Model) -> bool:
        """Whether somebody who holds it takes it again, here or in a function that is called meanwhile."""
        takes = [hold for hold in self.holds if hold.takes]
        taking = {hold.function for hold in takes}
        nodes = {hold.node for hold in takes}
        for hold in takes:
            inside = set(own_nodes(hold.region))
            if inside & nodes:
                return True
            waiting = [site for node in inside if isinstance(node, ast.Call) and (site := model.site(node))]
            seen: set[Function] = set()
            while waiting:
                for target in waiting.pop().targets:
                    if target in taking:
                        return True
                    if target not in seen:
                        seen.add(target)
                        waiting += model.calls_in.get(target, ())
        return False


def locks(model: Model) -> list[Lock]:
    """Return the locks of a program, with all that is known of their use."""
    names = ("threading", "multiprocessing")
    if not any(module.mentions(name) for module in model.program.modules for name in names):
        return []
    by_maker: dict[ast.Call, Lock] = {}
    unknown = Lock(odd="where it is made is not known")
    for module in model.program.modules:
        for node in module.nodes(ast.Name, ast.Attribute, ast.Subscript, ast.Call):
            if isinstance(getattr(node, "ctx", None), ast.Store | ast.Del):
                continue
            values = [one for one in model.instances(node) if one.cls in LOCKS]
            if not values:
                continue
            made = [
                part.node
                for one in values
                for part in one.of
                if isinstance(part, Cell) and isinstance(part.node, ast.Call)
            ]
            lock = _joined(by_maker, made) if made else unknown
            lock.kinds |= {str(one.cls) for one in values}
            _use(model, module, node, lock)
    return [*dict.fromkeys(by_maker.values()), *([unknown] if unknown.holds else [])]


def _joined(by_maker: dict[ast.Call, Lock], made: list[ast.Call]) -> Lock:
    """Return the one lock that stands for all that an expression can be."""
    found = [by_maker[one] for one in made if one in by_maker]
    lock = found[0] if found else Lock()
    for other in found[1:]:
        if other is not lock:
            lock.made |= other.made
            lock.kinds |= other.kinds
            lock.holds += other.holds
            lock.odd = lock.odd or other.odd
    lock.made |= dict.fromkeys(made)
    by_maker.update(dict.fromkeys(lock.made, lock))
    return lock


def _use(model: Model, module: Module, node: ast.AST, lock: Lock) -> None:
    """Note what an expression that is a lock is used for."""
    parent = module.parents[node]
    match parent:
        case ast.withitem(context_expr=entered) if entered is node:
            outer = module.parents[parent]
            assert isinstance(outer, ast.With | ast.AsyncWith)
            later = outer.items[outer.items.index(parent) + 1 :]
            region = (*(item.context_expr for item in later), *outer.body)
            lock.holds.append(Hold(module, entered, model.function(module, outer), region))
        case ast.Attribute(attr=method):
            call = module.parents[parent]
            if not (isinstance(call, ast.Call) and call.func is parent):
                lock.odd = lock.odd or f"`.{method}` is handed on"
            elif method in WAITING:
                _waits(model, module, call, method, lock)
            elif method not in AT_ONCE:
                lock.odd = lock.odd or f"`.{method}()` has no async form"
        case ast.Call() | ast.keyword():
            call = parent if isinstance(parent, ast.Call) else module.parents[parent]
            site = model.site(call) if isinstance(call, ast.Call) and call.func is not node else None
            if site is not None and not site.targets and not _keeps(site):
                lock.odd = lock.odd or f"`{module.headline(site.node.func)}` is given it"
                if site.function is not None and getattr(site.node.func, "attr", "") == "enter_context":
                    region = tuple(_behind(module, site.node, site.function.node))
                    lock.holds.append(Hold(module, site.node, site.function, region))


def _keeps(site: Site) -> bool:
    return bool(site.externals) and all(name.startswith(_KEEPING) for name in site.externals)


def _waits(model: Model, module: Module, call: ast.Call, method: str, lock: Lock) -> None:
    """A call of `acquire` or `wait`: what stands behind it in the function, up to the last release, is held over."""
    given = [*call.args[method == "wait_for" :], *(keyword.value for keyword in call.keywords)]
    if given:
        lock.odd = lock.odd or f"`{module.headline(call)}` has no async form"
        if method == "acquire" and _tries(call) and not lock.kinds & REENTRANT:
            return  # it never waits, and excludes tasks as it excludes threads
    function = model.function(module, call)
    held = tuple(_behind(module, call, function.node)) if function is not None else ()
    takes = method == "acquire"
    keeps = takes and function is not None and not _releases(function.node)
    lock.holds.append(Hold(module, call, function, held if takes else (call, *held), takes, keeps))


def _tries(call: ast.Call) -> bool:
    """`acquire(blocking=False)`."""
    first = [*call.args, *(keyword.value for keyword in call.keywords if keyword.arg == "blocking")][:1]
    return any(isinstance(one, ast.Constant) and one.value is False for one in first)


def _behind(module: Module, call: ast.Call, function: ast.AST) -> Iterator[ast.AST]:
    """Yield the statements of a function behind a call, up to the last that releases something."""
    start = module.end(call)
    last = max(map(module.start, _releases(function)), default=None)
    for node in own_nodes(ast.iter_child_nodes(function)):
        if not isinstance(node, ast.stmt | ast.expr):
            continue
        if module.start(node) >= start and (last is None or module.start(node) <= last):
            yield node


def _releases(function: ast.AST) -> list[ast.Call]:
    return [
        node
        for node in own_nodes(ast.iter_child_nodes(function))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "release"
    ]


def own_nodes(parts: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield what runs with some nodes: they and what is inside of them, but for the bodies of other functions."""
    waiting = list(parts)
    while waiting:
        node = waiting.pop()
        if isinstance(node, FunctionNode):
            continue
        yield node
        waiting += ast.iter_child_nodes(node)
