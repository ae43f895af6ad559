"""What a program keeps while its process lives: in modules, classes, the application, caches, objects made once."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.reachable import KEEPING
from aiolift.knowledge.frameworks import APPLICATIONS
from aiolift.program.entities import Class, Comprehension, Function, FunctionNode
from aiolift.program.nodes import ASSIGNING, assignments
from aiolift.program.values import ClassValue, FunctionValue, Instance, ModuleValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.source import Module


_APPLICATION_STATE = "starlette.datastructures.State(app)"
#: Methods of a container that put an argument into it.
_PUTS = frozenset({"append", "appendleft", "add", "insert", "setdefault", "put_nowait"})
_TAKES = frozenset({"remove", "discard", "pop", "popitem", "popleft", "clear"})
#: Containers that let go by themselves, or hold one thing for each task or thread.
_LETS_GO = ("weakref.", "threading.local", "contextvars.", "cachetools.")


@dataclass(frozen=True, eq=False)
class Kept:
    """A place that keeps a value.

    :param value: what is kept.
    :param by: who keeps it, in words: `the module`.
    :param singleton: the class whose only objects are kept themselves, where an attribute of one keeps it.
    """

    module: Module
    value: ast.expr
    by: str
    singleton: Class | None = None


class LongLived:
    """What `model`'s program keeps."""

    def __init__(self, model: Model) -> None:
        self._model = model

    @cached_property
    def all(self) -> tuple[Kept, ...]:
        """Everything that is kept, in the order of the text."""
        return (*self._direct, *self._of_singletons)

    @cached_property
    def _direct(self) -> tuple[Kept, ...]:
        return tuple(kept for module in self._model.program.modules for kept in self._in(module))

    def _in(self, module: Module) -> Iterator[Kept]:
        for node in module.nodes(*_STORING, ast.Call, ast.arguments, ast.Return, ast.Yield):
            for target, value in _stored(node):
                by = self._keeper(module, target)
                if by is not None:
                    yield Kept(module, value, by)
            match node:
                case ast.Call(func=ast.Attribute(attr=name, value=owner), args=[*_, value]) if name in _PUTS:
                    by = self._container(module, owner)
                    if by is not None:
                        yield Kept(module, value, by)
                case ast.Call(func=ast.Name(id="setattr"), args=[owner, _, value]):
                    by = self._owner(owner)
                    if by is not None:
                        yield Kept(module, value, by)
                case ast.arguments() if self._is_imported_with(module, node):
                    for default in [*node.defaults, *node.kw_defaults]:
                        if default is not None:
                            yield Kept(module, default, "the default of a parameter")
                case ast.Return(value=ast.expr() as value):
                    function = self._model.function(module, node)
                    if function is not None and function.has(*KEEPING):
                        yield Kept(module, value, f"the cache of {function.name}()")
                case ast.Yield(value=ast.Dict() as state) if self._is_lifespan(self._model.function(module, node)):
                    for value in state.values:
                        yield Kept(module, value, "the application's state")

    # -- who keeps it --------------------------------------------------------------------------------------------------

    def _keeper(self, module: Module, target: ast.expr) -> str | None:
        match target:
            case ast.Name(id=name):
                return self._of_name(module, target, name)
            case ast.Attribute(value=owner):
                return self._owner(owner)
            case ast.Subscript(value=owner):
                return self._container(module, owner)
        return None

    def _container(self, module: Module, container: ast.expr) -> str | None:
        by = self._holder(module, container) if self._outlives(container) else None
        return None if by is None or self._is_emptied(module, container) else by

    def _holder(self, module: Module, container: ast.expr) -> str | None:
        if isinstance(container, ast.Attribute):  # `self._cache`, which stands in the class
            for one in self._model.instances(container.value):
                for cls in one.cls.mro() if isinstance(one.cls, Class) else ():
                    if (cls, "self", container.attr) in self._model.flow.places:
                        break
                    if container.attr in cls.names:
                        return f"the class {cls.name}"
        return self._keeper(module, container)

    def _of_name(self, module: Module, node: ast.Name, name: str) -> str | None:
        for outer in module.ancestors(node):
            if isinstance(outer, Comprehension) and name in self._model.program.scopes[outer].names:
                return None
        holder = self._model.scope(module, node).holder(name)
        if isinstance(holder, Class):
            return f"the class {holder.name}"
        function = self._model.function(module, node)
        if holder is None or holder.node is not module.tree or (function is not None and _is_main(function)):
            return None
        return "the module"

    def _owner(self, owner: ast.expr) -> str | None:
        if isinstance(owner, ast.Attribute) and owner.attr == "state" and owner.value in self._given_application:
            return "the application's state"
        for value in self._model.values(owner):
            match value:
                case ModuleValue():
                    return "the module"
                case ClassValue(cls):
                    return f"the class {cls.name}"
                case Instance(str(name)) if name == _APPLICATION_STATE:
                    return "the application's state"
                case Instance(str(name)) if name in APPLICATIONS:
                    return "the application"
                case Instance(Class() as cls) if APPLICATIONS.intersection(cls.externals()):
                    return "the application"
        return None

    def _outlives(self, container: ast.expr) -> bool:
        """Whether what is put into a container stays there."""
        names = [str(value.cls) for value in self._model.instances(container)]
        return not any(name.startswith(_LETS_GO) for name in names)

    def _is_emptied(self, module: Module, container: ast.expr) -> bool:
        """Whether the function that fills a container takes out again: it keeps a list of what is open."""
        function = self._model.function(module, container)
        name = ast.unparse(container)
        for node in ast.walk(function.node) if function is not None else ():
            match node:
                case ast.Call(func=ast.Attribute(attr=taken, value=owner)) if taken in _TAKES:
                    if ast.unparse(owner) == name:
                        return True
                case ast.Subscript(ctx=ast.Del(), value=owner) if ast.unparse(owner) == name:
                    return True
        return False

    def _is_imported_with(self, module: Module, arguments: ast.arguments) -> bool:
        """Whether the defaults of a function are made when its module is imported."""
        definition = module.parents[arguments]
        return not isinstance(definition, ast.Lambda) and self._model.function(module, definition) is None

    def _is_lifespan(self, function: Function | None) -> bool:
        return function is not None and function in self._lifespans

    @cached_property
    def _lifespans(self) -> set[Function]:
        return {
            value.function
            for site in self._model.sites
            for keyword in site.node.keywords
            if keyword.arg == "lifespan"
            for value in self._model.values(keyword.value)
            if isinstance(value, FunctionValue)
        }

    @cached_property
    def _given_application(self) -> set[ast.AST]:
        """The uses of a lifespan's parameter, which is the application whether it says so or not."""
        return {
            node
            for function in self._lifespans
            for parameter in function.parameters[:1]
            for node in ast.walk(function.node)
            if isinstance(node, ast.Name) and node.id == parameter.arg
        }

    # -- objects that are made once ------------------------------------------------------------------------------------

    @cached_property
    def singletons(self) -> dict[Class, Kept]:
        """The classes of the program whose objects are all kept, each with a place that keeps one."""
        kept = {call: place for place in self._direct for call in self._constructions(place)}
        found: dict[Class, Kept] = {}
        for cls, sites in self._made.items():
            below = [site for other in (cls, *cls.descendants()) for site in self._made.get(other, ())]
            if cls not in self._given_away and sites and all(site.node in kept for site in below):
                found[cls] = kept[sites[0].node]
        return found

    def _constructions(self, kept: Kept) -> Iterator[ast.Call]:
        """Yield the calls that make what is kept, through a variable of the same function too."""
        waiting = [kept.value]
        seen: set[str] = set()
        function = self._model.function(kept.module, kept.value)
        while waiting:
            match waiting.pop():
                case ast.Call() as call:
                    yield call
                case ast.IfExp(body=body, orelse=orelse):
                    waiting += [body, orelse]
                case ast.BoolOp(values=values):
                    waiting += values
                case ast.Await(value=value) | ast.NamedExpr(value=value):
                    waiting.append(value)
                case ast.Name(id=name) if function is not None and name not in seen:
                    seen.add(name)
                    for node in ast.walk(function.node):
                        waiting += [value for target, value in _stored(node) if getattr(target, "id", "") == name]

    @cached_property
    def _made(self) -> dict[Class, list[Site]]:
        """Where each class of the program is called."""
        found: dict[Class, list[Site]] = {}
        for site in self._model.sites:
            for value in self._model.values(site.node.func):
                if isinstance(value, ClassValue):
                    found.setdefault(value.cls, []).append(site)
        return found

    @cached_property
    def _given_away(self) -> set[Class]:
        """The classes that are passed to somebody who may call them, and those that FastAPI makes for a parameter."""
        found: set[Class] = set()
        for site in self._model.sites:
            if "builtins.isinstance" in site.externals:
                continue
            for argument in [*site.node.args, *(keyword.value for keyword in site.node.keywords)]:
                found |= {value.cls for value in self._model.values(argument) if isinstance(value, ClassValue)}
            if "fastapi.Depends" in site.externals and not site.node.args:
                around = site.module.ancestors(site.node)
                for outer in (parent for parent in around if isinstance(parent, ast.arguments)):
                    for parameter in [*outer.posonlyargs, *outer.args, *outer.kwonlyargs]:
                        found |= {one.cls for one in self._model.instances(parameter) if isinstance(one.cls, Class)}
        return found

    @cached_property
    def _of_singletons(self) -> tuple[Kept, ...]:
        found = []
        for module in self._model.program.modules if self.singletons else ():
            for node in module.nodes(*_STORING):
                for target, value in _stored(node):
                    if isinstance(target, ast.Subscript) and self._outlives(target.value):
                        target = target.value
                    if isinstance(target, ast.Attribute):
                        found += self._kept_by_singleton(module, target.value, value)
        return tuple(found)

    def _kept_by_singleton(self, module: Module, owner: ast.expr, value: ast.expr) -> list[Kept]:
        for one in self._model.instances(owner):
            if isinstance(one.cls, Class) and one.cls in self.singletons:
                return [Kept(module, value, f"the only {one.cls.name}", one.cls)]
        return []


_STORING = (*ASSIGNING, ast.withitem)


def _stored(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield what a statement stores, and where."""
    yield from assignments(node)
    if isinstance(node, ast.withitem) and node.optional_vars is not None:
        yield node.optional_vars, node.optional_vars  # what is entered can be a manager that gives something else


def _is_main(function: Function) -> bool:
    """Whether it is the block of `__main__`."""
    return not isinstance(function.node, FunctionNode)
