"""The objects of mapped classes that a function holds: where they come from, and whether they are stored."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.program.entities import Class
from aiolift.program.fixtures import fixture_for
from aiolift.program.nodes import ASSIGNING, arguments, assignments, walk, written
from aiolift.program.values import Cell, ClassValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence, Set

    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.sessions.unit_of_work import UnitOfWork
    from aiolift.program.entities import Function

Loop = ast.For | ast.AsyncFor | ast.While
_REFERENCES = (ast.Name, ast.Subscript, ast.Attribute)
#: Methods that raise an error where there is no object.
_ONE = {"one", "scalar_one", "get_one"}
_FORGETTING = {"delete", "expunge", "expunge_all"}


@dataclass(eq=False)
class Held:
    """One object, or a list of them, by the text of the expression that gives it.

    :param text: `plan`, `self.plan`, `plans[0]`.
    :param several: whether it is a list.
    :param made: where the function calls the constructor.
    :param loaded: where it is given what a method of a session returns.
    :param found: where it is surely there: loaded by what raises an error otherwise, or asked for.
    :param stored: where it gives the object to a session.
    :param refreshed: where a session reads it again; that is among `stored`, as it is the session's then.
    :param forgotten: where it deletes the object or takes it out of the session.
    :param certain: from where on the object is known not to be None.
    :param perhaps: where it is read under a condition in an expression: `plan.spots if plan else []`.
    :param sessions: how the sessions are written that it is loaded by or given to.
    :param others: the variables that are given it as they are bound.
    :param bound: where its variable is given something first; before the text for parameters and attributes.
    """

    text: str
    classes: set[Class]
    several: bool
    made: list[int] = field(default_factory=list)
    loaded: list[int] = field(default_factory=list)
    found: list[int] = field(default_factory=list)
    stored: list[int] = field(default_factory=list)
    refreshed: list[int] = field(default_factory=list)
    forgotten: list[int] = field(default_factory=list)
    certain: list[int] = field(default_factory=list)
    perhaps: list[int] = field(default_factory=list)
    sessions: set[str | None] = field(default_factory=set)
    bound: int = -1
    others: set[str] = field(default_factory=set)

    @property
    def names(self) -> set[str]:
        """Every text that gives it."""
        return {self.text, *self.others}

    def is_new(self, position: int) -> bool:
        """Whether it is likely not in the database yet before a position: made here, or given to a session unloaded."""
        added = any(0 <= place < position for place in self.stored)
        return bool(self.made) or (added and not self.loaded)

    def is_stored(self, position: int, before: Sequence[tuple[int, int]]) -> bool:
        """Whether it is surely an object of the session at a position of the text.

        :param before: the spans that every way to the position has run through.
        """
        if any(place < position for place in self.forgotten):
            return False

        if any(place < position for place in self.made):
            kept = all(any(made < place < position for place in self.stored) for made in self.made)
            return _surely(self.stored, before) or (bool(self.loaded) and kept and _surely(self.certain, before))
        return any(_surely(places, before) for places in (self.certain, self.stored, self.perhaps))

    def may_be_none(self, before: Sequence[tuple[int, int]]) -> bool:
        """Whether all that is known of it on every way through some spans is that it is asked for."""
        known = any(_surely(places, before) for places in (self.certain, self.stored, self.found))
        return not known and _surely(self.perhaps, before)


def _surely(places: list[int], before: Sequence[tuple[int, int]]) -> bool:
    return any(place < 0 or any(start <= place < end for start, end in before) for place in places)


def held(model: Model, work: UnitOfWork, function: Function) -> list[Held]:
    """Return the objects that a function holds."""
    module = function.module
    found: dict[str, Held] = {}
    bound: dict[str, int] = {}
    stores: Counter[str] = Counter()
    for node in function.own:
        if not isinstance(node, _REFERENCES):
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            position = module.start(node)
            stores[node.id] += 1
            bound[node.id] = min(bound.get(node.id, position), position)
        if isinstance(node.ctx, ast.Load) and _is_steady(function, node):
            classes, several = _classes(model, node)
            if classes:
                text = written(node)
                entry = found.get(text)
                if entry is None:
                    entry = found[text] = Held(text, set(), several)
                entry.classes |= classes
                if isinstance(module.parents[node], ast.Attribute | ast.For):
                    known = entry.perhaps if _may_be_left_out(function, node) else entry.certain
                    known.append(module.start(node))
    for text, entry in found.items():
        root = text.partition("[")[0]
        is_parameter = any(parameter.arg == root for parameter in function.parameters)
        entry.bound = -1 if is_parameter else bound.get(root, -1)
        if _is_given(model, function, text):
            entry.certain.append(-1)
    _join(function, found, stores)
    for node in function.own if found else ():
        if (named := _guarded(node)) is not None and (guarded := _of(found, named)) is not None:
            guarded.found.append(module.start(named))
        if not isinstance(node, ASSIGNING):
            continue
        for target, value in (pair for one in assignments(node) for pair in _paired(*one)):
            if isinstance(value, ast.Call) and (entry_ := _of(found, target)) is not None:
                _assigned(model, work, entry_, module.start(node), value)
    for site in work.sites.get(function, []) if found else ():
        for argument in arguments(site.node):
            for inner in [argument, *getattr(argument, "elts", [])]:
                if (entry_ := _of(found, inner)) is not None:
                    _passed(work, entry_, module.start(site.node), site, argument)
    return list(dict.fromkeys(found.values()))


def _join(function: Function, found: dict[str, Held], stores: Counter[str]) -> None:
    """Make one object of variables that are the same for good: `same = plan`."""
    for node in function.own if len(found) > 1 else ():
        match node:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Name(id=source)):
                entry, other = found.get(source), found.get(target)
                if (
                    entry is not None
                    and other is not None
                    and entry is not other
                    and entry.several is other.several
                    and stores[target] == 1
                    and stores[source] <= 1
                    and not any(parameter.arg == target for parameter in function.parameters)
                    and not any(isinstance(outer, Loop) for outer in function.module.ancestors(node))
                ):
                    entry.others |= {target, *other.others}
                    entry.certain += other.certain
                    found[target] = entry


def _of(found: dict[str, Held], node: ast.expr) -> Held | None:
    return found.get(written(node)) if isinstance(node, _REFERENCES) else None


def _may_be_left_out(function: Function, node: ast.expr) -> bool:
    """Whether an expression is worked out under a condition: `plan.spots if plan else []`, `plan and plan.spots`."""
    inner: ast.AST = node
    for outer in function.module.ancestors(node):
        if isinstance(outer, ast.stmt):
            return False
        if (isinstance(outer, ast.IfExp) and inner is not outer.test) or (
            isinstance(outer, ast.BoolOp) and inner is not outer.values[0]
        ):
            return True
        inner = outer
    return False


def _guarded(node: ast.AST) -> ast.expr | None:
    """Return what a statement makes sure of: `assert plan`, `if plan is None: raise …`."""
    match node:
        case ast.Assert(test=ast.Name() as found):
            return found
        case ast.Assert(test=ast.Compare(left=ast.Name() as found, ops=[ast.IsNot()])):
            return found
        case (
            ast.If(test=ast.UnaryOp(op=ast.Not(), operand=ast.Name() as found), body=[*_, last], orelse=[])
            | ast.If(
                test=ast.Compare(left=ast.Name() as found, ops=[ast.Is()], comparators=[ast.Constant(value=None)]),
                body=[*_, last],
                orelse=[],
            )
        ):
            return found if isinstance(last, ast.Return | ast.Raise | ast.Continue | ast.Break) else None
    return None


def _paired(target: ast.expr, value: ast.expr) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each target of an assignment with its value: `a, b = x, y` is two."""
    sides = (ast.Tuple, ast.List)
    if not (isinstance(target, sides) and isinstance(value, sides)):
        yield target, value
    elif len(target.elts) == len(value.elts) and not any(
        isinstance(part, ast.Starred) for part in (*target.elts, *value.elts)
    ):
        for part, given in zip(target.elts, value.elts, strict=True):
            yield from _paired(part, given)


def _classes(model: Model, node: ast.expr) -> tuple[Set[Class], bool]:
    classes = model.mapping.mapped(node)
    if not classes and isinstance(node, ast.Name) and node.id == "self":  # a mixin's: it is one of those that mix it in
        owners = (value.cls for value in model.instances(node) if isinstance(value.cls, Class))
        classes = frozenset(cls for owner in owners for cls in owner.descendants() if model.mapping.is_mapped(cls))
    if classes:
        return classes, False
    several = {
        inner.cls
        for value in model.instances(node)
        if value.cls == "builtins.list"
        for part in value.of
        if not isinstance(part, Cell)
        for inner in part
        if isinstance(inner, Instance) and isinstance(inner.cls, Class) and model.mapping.is_mapped(inner.cls)
    }
    return several, True


def _is_steady(function: Function, node: ast.expr) -> bool:
    """Whether an expression can be written again: a variable, an item of one by its key, an attribute of `self`."""
    match node:
        case ast.Name(id=name):
            return name in function.names
        case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=int() | str())):
            return name in function.names
        case ast.Attribute(value=ast.Name(id="self")):
            return True
    return False


def _is_given(model: Model, function: Function, text: str) -> bool:
    """Whether a name is a parameter that is not None: by its annotation, or as a fixture."""
    root = text.partition("[")[0]
    for parameter in function.parameters:
        if parameter.arg == root:
            if fixture_for(model.program, function, root) is not None:
                return True
            return parameter.annotation is not None and not _may_be_none(parameter.annotation)
    return False


def _may_be_none(annotation: ast.expr) -> bool:
    text = ast.unparse(annotation)
    return "Optional" in text or "None" in text


def _assigned(model: Model, work: UnitOfWork, entry: Held, position: int, call: ast.Call) -> None:
    if any(isinstance(value, ClassValue) for value in model.values(call.func)):
        entry.made.append(position)
        entry.certain.append(position)
        return
    sites = [model.site(inner) for inner in walk(call) if isinstance(inner, ast.Call)]
    methods = [site for site in sites if site is not None and work.session_method(site) is not None]
    if methods:
        entry.loaded.append(position)
        entry.sessions |= set(map(work.receiver, methods))
    if isinstance(call.func, ast.Attribute) and call.func.attr in _ONE:
        entry.found.append(position)
    site = model.site(call)
    annotations = [getattr(target.node, "returns", None) for target in site.targets] if site is not None else []
    if annotations and all(found is not None and not _may_be_none(found) for found in annotations):
        entry.certain.append(position)


def _passed(work: UnitOfWork, entry: Held, position: int, site: Site, argument: ast.expr) -> None:
    method = work.session_method(site)
    if method in _FORGETTING:
        entry.forgotten.append(position)
    elif work.stores(site, argument) or (method is None and _appends(site.node)):
        entry.stored.append(position)
        if method == "refresh":
            entry.refreshed.append(position)
        entry.sessions.add(work.receiver(site))


def _appends(call: ast.Call) -> bool:
    """`parent.children.append(child)` stores the child with its parent."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in {"append", "add", "extend"}
