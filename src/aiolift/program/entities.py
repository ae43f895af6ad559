"""What a module defines: scopes with their names, functions and classes."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from zlib import crc32

from aiolift.program.nodes import NO_CHILDREN, children

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from aiolift.program.source import Module

#: What has a body of its own.
_APART = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef})
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


@dataclass(eq=False)
class Scope:
    """Where names live: a module, a class body, a function, a comprehension.

    :param names: the names bound here.
    :param elsewhere: names that `global` or `nonlocal` sends to an outer scope.
    :ivar place: its hash, which comes from its place in the program's text: a set of scopes has the same order in each
        run, unlike one that is hashed by address.
    """

    module: Module
    parent: Scope | None
    node: ast.AST
    names: set[str] = field(default_factory=set)
    elsewhere: set[str] = field(default_factory=set)
    place: int = field(init=False, repr=False)

    def __post_init__(self) -> None:
        at = (getattr(self.node, "lineno", 0), getattr(self.node, "col_offset", 0))
        self.place = hash((crc32(self.module.name.encode()), *at))

    def __hash__(self) -> int:
        return self.place

    def holder(self, name: str) -> Scope | None:
        """Return the scope that a name used here is bound in, or None for a builtin."""
        scope: Scope | None = self
        while scope is not None:
            inner = scope is self
            if name in scope.names and name not in scope.elsewhere and (inner or not isinstance(scope, Class)):
                return scope
            scope = scope.parent
        return None

    @cached_property
    def own(self) -> list[ast.AST]:
        """What stands in it, in the order of the text, without the functions and classes inside of it."""
        return list(own(self.node))

    @property
    def function(self) -> Function | None:
        """The innermost function that this scope is, or is part of."""
        scope: Scope | None = self
        while scope is not None and not isinstance(scope, Function):
            scope = None if isinstance(scope, Class) and scope.parent is None else scope.parent
        return scope


@dataclass(eq=False)
class Class(Scope):
    """A class of the program.

    :param metaclass: the class of the program that its own `metaclass=` names.
    :param made: the classes whose own `metaclass=` names this one.
    """

    qualname: str = ""
    bases: list[Class] = field(default_factory=list)
    external_bases: list[str] = field(default_factory=list)
    subclasses: list[Class] = field(default_factory=list)
    methods: dict[str, Function] = field(default_factory=dict)
    metaclass: Class | None = None
    made: list[Class] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Class {self}>"

    def __str__(self) -> str:
        return f"{self.module.name}.{self.qualname}"

    @property
    def name(self) -> str:
        """The class's own name."""
        return self.qualname.rpartition(".")[2]

    def mro(self) -> tuple[Class, ...]:
        """Return the class and its bases in the program, nearest first (depth first, each once)."""
        return self._mro

    def descendants(self) -> tuple[Class, ...]:
        """Return every class of the program that derives from this one."""
        return self._descendants

    def externals(self) -> tuple[str, ...]:
        """Return the names of the classes outside the program that this one derives from, each once."""
        return self._externals

    def meta(self) -> tuple[Class, ...]:
        """Return the metaclass of the program with its bases, nearest first; nothing for an ordinary class."""
        own = next((cls.metaclass for cls in self._mro if cls.metaclass is not None), None)
        return own.mro() if own is not None else ()

    @cached_property
    def declared(self) -> frozenset[str]:
        """The names of its body that have an annotation and never a value."""
        body: list[ast.stmt] = self.node.body  # type: ignore[attr-defined]
        bare = {
            statement.target.id
            for statement in body
            if isinstance(statement, ast.AnnAssign)
            and statement.value is None
            and isinstance(statement.target, ast.Name)
        }
        stored = [
            node.id
            for statement in body
            if not (isinstance(statement, ast.AnnAssign) and statement.value is None)
            for node in [statement, *own(statement)]
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
        return frozenset(bare.difference(stored, self.methods))

    # The bases are known once and for all before the first of these is asked for.

    @cached_property
    def annotated(self) -> tuple[str, ...]:
        """The names with an annotation, in the order in which a dataclass takes them: its bases' first."""
        return tuple(
            statement.target.id
            for base in reversed(self.mro())
            for statement in base.node.body  # type: ignore[attr-defined]
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
        )

    @cached_property
    def _mro(self) -> tuple[Class, ...]:
        found: dict[Class, None] = {}
        waiting = [self]
        while waiting:
            cls = waiting.pop()
            if cls not in found:
                found[cls] = None
                waiting += reversed(cls.bases)
        return tuple(found)

    @cached_property
    def _descendants(self) -> tuple[Class, ...]:
        found: dict[Class, None] = {}
        waiting = list(self.subclasses)
        while waiting:
            cls = waiting.pop()
            if cls is not self and cls not in found:
                found[cls] = None
                waiting += cls.subclasses
        return tuple(found)

    @cached_property
    def _externals(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for cls in self.mro() for name in cls.external_bases))


@dataclass(eq=False)
class Function(Scope):
    """A function, method or lambda of the program."""

    qualname: str = ""
    owner: Class | None = None
    is_generator: bool = False
    #: whether it has no body and is a generator because those that override it are
    is_declaration: bool = False
    #: names of external decorators, innermost first, once values are known: `builtins.property`, …
    decorators: list[str] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<Function {self}>"

    def __str__(self) -> str:
        return f"{self.module.name}:{self.qualname}"

    @property
    def name(self) -> str:
        """The function's own name."""
        return self.qualname.rpartition(".")[2]

    @property
    def definition(self) -> FunctionNode:
        """The node that defines it."""
        return self.node  # type: ignore[return-value]

    @property
    def is_async(self) -> bool:
        """Whether it is an `async def` already."""
        return isinstance(self.node, ast.AsyncFunctionDef)

    @property
    def parameters(self) -> list[ast.arg]:
        """Its positional and keyword parameters, in order, without `*args` and `**kwargs`."""
        arguments = self.definition.args
        return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]

    def has(self, *decorators: str) -> bool:
        """Whether it carries one of these external decorators."""
        return any(name in decorators for name in self.decorators)


class Definitions:
    """Collects the scopes of a module; `scopes` maps the node that makes a scope to it."""

    def __init__(self, module: Module) -> None:
        self.module = module
        self.top = Scope(module, None, module.tree)
        self.scopes: dict[ast.AST, Scope] = {module.tree: self.top}
        self.functions: list[Function] = []
        self.classes: list[Class] = []
        self._scope = self.top
        self._path: list[str] = []
        for statement in module.tree.body:
            self.visit(statement)

    def _bind(self, name: str) -> None:
        self._scope.names.add(name)

    def _within(self, scope: Scope, name: str, nodes: list[ast.AST]) -> None:
        outer, self._scope = self._scope, scope
        self._path.append(name)
        for node in nodes:
            self.visit(node)
        self._path.pop()
        self._scope = outer

    def _function(self, node: FunctionNode, name: str) -> None:
        owner = self._scope if isinstance(self._scope, Class) and not isinstance(node, ast.Lambda) else None
        path = ".".join([*self._path, name])
        function = Function(self.module, self._scope, node, qualname=path, owner=owner)
        if owner is not None and name not in owner.methods:
            owner.methods[name] = function
        elif owner is not None and not any(
            _is_overload(decorator) for decorator in getattr(node, "decorator_list", [])
        ):
            owner.methods[name] = _setter_keeps_getter(owner.methods[name], function)
        self.scopes[node] = function
        self.functions.append(function)
        arguments = node.args
        for argument in [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]:
            function.names.add(argument.arg)
        for star in (arguments.vararg, arguments.kwarg):
            if star is not None:
                function.names.add(star.arg)
        annotations = [argument.annotation for argument in children(arguments) if isinstance(argument, ast.arg)]
        for outside in [*arguments.defaults, *arguments.kw_defaults, *annotations, getattr(node, "returns", None)]:
            if outside is not None:  # a lambda may stand in any of them
                self.visit(outside)
        body: list[ast.AST] = [node.body] if isinstance(node, ast.Lambda) else list(node.body)
        self._within(function, name, body)

    def visit(self, node: ast.AST) -> None:
        """Collect what a node defines, and what stands below it."""
        _VISITORS.get(type(node), Definitions.generic_visit)(self, node)

    def generic_visit(self, node: ast.AST) -> None:
        """Collect what stands below a node."""
        for child in children(node):
            visitor = _VISITORS.get(type(child))
            if visitor is not None:
                visitor(self, child)
            elif type(child) not in NO_CHILDREN:
                self.generic_visit(child)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:  # noqa: D102
        self._bind(node.name)
        for decorator in node.decorator_list:
            self.visit(decorator)
        self._function(node, node.name)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:  # noqa: D102
        self.visit_FunctionDef(node)

    def visit_Lambda(self, node: ast.Lambda) -> None:  # noqa: D102
        self._function(node, f"<lambda:{node.lineno}>")

    def visit_ClassDef(self, node: ast.ClassDef) -> None:  # noqa: D102
        self._bind(node.name)
        for outside in [*node.decorator_list, *node.bases, *node.keywords]:
            self.visit(outside)
        made = Class(self.module, self._scope, node, qualname=".".join([*self._path, node.name]))
        self.scopes[node] = made
        self.classes.append(made)
        self._within(made, node.name, list(node.body))

    def _comprehension(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)
        scope = Scope(self.module, self._scope, node)
        self.scopes[node] = scope
        outer, self._scope = self._scope, scope
        for number, generator in enumerate(node.generators):
            self.visit(generator.target)
            if number:
                self.visit(generator.iter)
            for condition in generator.ifs:
                self.visit(condition)
        for part in (node.key, node.value) if isinstance(node, ast.DictComp) else (node.elt,):
            self.visit(part)
        self._scope = outer

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _comprehension

    def visit_Name(self, node: ast.Name) -> None:  # noqa: D102
        if not isinstance(node.ctx, ast.Load):
            self._bind(node.id)

    def visit_NamedExpr(self, node: ast.NamedExpr) -> None:  # noqa: D102
        scope = self._scope
        while isinstance(scope.node, Comprehension) and scope.parent is not None:
            scope = scope.parent
        scope.names.add(node.target.id)
        self.visit(node.value)

    def visit_Import(self, node: ast.Import) -> None:  # noqa: D102
        for alias in node.names:
            self._bind(alias.asname or alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:  # noqa: D102
        for alias in node.names:
            self._bind(alias.asname or alias.name)

    def visit_Global(self, node: ast.Global) -> None:  # noqa: D102
        self._scope.elsewhere.update(node.names)
        self.top.names.update(node.names)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> None:  # noqa: D102
        self._scope.elsewhere.update(node.names)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> None:  # noqa: D102
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node: ast.MatchAs) -> None:  # noqa: D102
        if node.name:
            self._bind(node.name)
        self.generic_visit(node)

    def visit_MatchStar(self, node: ast.MatchStar) -> None:  # noqa: D102
        if node.name:
            self._bind(node.name)

    def visit_MatchMapping(self, node: ast.MatchMapping) -> None:  # noqa: D102
        if node.rest:
            self._bind(node.rest)
        self.generic_visit(node)

    def visit_Yield(self, node: ast.Yield | ast.YieldFrom) -> None:  # noqa: D102
        if isinstance(self._scope, Function):
            self._scope.is_generator = True
        self.generic_visit(node)

    def visit_YieldFrom(self, node: ast.YieldFrom) -> None:  # noqa: D102
        self.visit_Yield(node)


_VISITORS: dict[type[ast.AST], Callable[[Definitions, ast.AST], None]] = {
    getattr(ast, name.removeprefix("visit_")): method
    for name, method in vars(Definitions).items()
    if name.startswith("visit_")
}


def _is_overload(decorator: ast.expr) -> bool:
    return (getattr(decorator, "id", None) or getattr(decorator, "attr", None)) == "overload"


def _setter_keeps_getter(first: Function, later: Function) -> Function:
    decorators = getattr(later.node, "decorator_list", [])
    is_accessor = any(
        getattr(found, "attr", None) in {"setter", "deleter", "expression", "comparator"} for found in decorators
    )
    return first if is_accessor else later


def own(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in a function, in the order of the text, without the functions and classes inside of it."""
    waiting = children(node)[::-1]
    while waiting:
        found = waiting.pop()
        if type(found) not in _APART:
            yield found
            waiting += children(found)[::-1]
