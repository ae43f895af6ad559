"""What becomes of a session: through variables, attributes, calls and callers, to where it is used and closed."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.properties import PROPERTIES
from aiolift.analysis.sessions.unit_of_work import parameter_of
from aiolift.analysis.uses import Uses
from aiolift.program.entities import Class, Function
from aiolift.program.fixtures import is_fixture
from aiolift.program.values import ClassValue, FunctionValue, Instance, ModuleValue

if TYPE_CHECKING:
    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module

#: Attributes of a session that close it, or by which somebody else can.
_CLOSES = frozenset({"close", "aclose", "close_all", "remove", "sync_session", "__aenter__", "__aexit__"})
_TAKES = (".closing", ".aclosing", ".enter_async_context", ".push_async_exit")
#: What a session can stand in without any effect on it.
_NEUTRAL = (ast.Expr, ast.Compare, ast.If, ast.While, ast.Assert, ast.UnaryOp, ast.FormattedValue)
_PASSES = frozenset({"typing.cast"})
_ASKS = frozenset(f"builtins.{name}" for name in ("isinstance", "id", "str", "repr", "print", "type", "bool", "hash"))
_MANAGERS = ("contextlib.asynccontextmanager", "contextlib.contextmanager")
#: Decorators that leave calling a function to those who call it in the text.
_PLAIN = frozenset({
    *PROPERTIES, *_MANAGERS, "builtins.staticmethod", "builtins.classmethod", "typing.override", "typing.overload",
    "abc.abstractmethod",
})  # fmt: skip


class Traces:
    """Follows the sessions of `model`'s program."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._uses = Uses(model)

    def of(self, module: Module, *nodes: ast.AST) -> Trace:
        """Follow what expressions give, and what is bound to the targets among them."""
        trace = Trace(self._model, self._uses, self._escaped)
        for node in nodes:
            if isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Store):
                trace.store(module, node)
            else:
                trace.follow(module, node)
        return trace

    def is_plain(self, function: Function) -> bool:
        """Whether a function is called by those who name it, or who depend on it, only."""
        return function not in self._escaped and _PLAIN.issuperset(function.decorators)

    @cached_property
    def _escaped(self) -> frozenset[Function]:
        """The functions that are passed or kept as values, so that whoever has them may call them."""
        found: set[Function] = set()
        for module in self._model.program.modules:
            for node in module.nodes(ast.Name, ast.Attribute):
                if isinstance(node.ctx, ast.Load):
                    values = self._model.values(node)
                    functions = [value.function for value in values if isinstance(value, FunctionValue)]
                    if functions and self._is_value(module, node):
                        found.update(functions)
        return frozenset(found)

    def _is_value(self, module: Module, node: ast.expr) -> bool:
        match module.parents[node]:
            case ast.Call(func=func) as call:
                site = self._model.site(call)
                return func is not node and (site is None or "fastapi.Depends" not in site.externals)
            case ast.Subscript(slice=key):  # `dependency_overrides[get_session] = …`
                return key is not node
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():  # a decorator
                return False
            case ast.Attribute():
                return False
        return True


class Trace:
    """What becomes of one session.

    :ivar nodes: the expressions that are the session.
    :ivar reads: the attributes that are read of it: what is done with it.
    :ivar closings: where it is closed.
    :ivar handed: whether it goes where it cannot be followed, so that somebody else may close it.
    """

    def __init__(self, model: Model, uses: Uses, escaped: frozenset[Function]) -> None:
        self._model = model
        self._uses = uses
        self._escaped = escaped
        self._seen: set[object] = set()
        self.nodes: set[ast.AST] = set()
        self.reads: list[tuple[Module, ast.Attribute]] = []
        self.closings: list[tuple[Module, ast.AST]] = []
        self.handed = False

    def follow(self, module: Module, node: ast.AST) -> None:
        """Follow what an expression gives."""
        if node in self.nodes:
            return
        self.nodes.add(node)
        parent = module.parents[node]
        match parent:
            case ast.Await() | ast.BoolOp() | ast.Starred():
                self.follow(module, parent)
            case ast.IfExp(test=test):
                if test is not node:
                    self.follow(module, parent)
            case ast.withitem():
                self.closings.append((module, node))
            case ast.NamedExpr(target=name):
                self.store(module, name)
                self.follow(module, parent)
            case ast.Assign(targets=targets):
                for one in targets:
                    self.store(module, one)
            case ast.AnnAssign(target=target):
                self.store(module, target)
            case ast.Return() | ast.Yield():
                self._given_back(self._model.function(module, node))
            case ast.Lambda():
                scope = self._model.program.scopes[parent]
                self._given_back(scope if isinstance(scope, Function) else None)
            case ast.Attribute(attr=attr):
                self._attribute(module, parent, attr)
            case ast.Call(func=func) if func is not node:
                self._argument(module, parent, node)
            case ast.keyword():
                self._argument(module, module.parents[parent], node)
            case _ if isinstance(parent, _NEUTRAL):
                pass
            case _:
                self.handed = True

    def _attribute(self, module: Module, node: ast.Attribute, attr: str) -> None:
        self.reads.append((module, node))
        if attr in _CLOSES:
            self.closings.append((module, node))
        elif any(isinstance(value, FunctionValue) for value in self._model.values(node)):
            self.handed = True  # a method of the program's own session class

    # -- where it is kept ----------------------------------------------------------------------------------------------

    def store(self, module: Module, target: ast.expr) -> None:
        """Follow what is bound to a target."""
        match target:
            case ast.Name(id=name):
                self._name(module, self._uses.holder(module, target, name), name)
            case ast.Attribute(value=owner, attr=attr):
                values = self._model.values(owner)
                classes = {value.cls for value in values if isinstance(value, Instance)}
                if not classes or any(isinstance(value, ClassValue | ModuleValue) for value in values):
                    self.handed = True
                else:
                    self._kept(classes, attr)
            case _:
                self.handed = True

    def _name(self, module: Module, holder: Scope | None, name: str) -> None:
        if holder is None or isinstance(holder, Class) or holder.node is module.tree:
            self.handed = True
            return
        for use in self._uses.of_name(module, holder, name):
            self.follow(module, use)

    def _kept(self, classes: set[Class | str], attr: str) -> None:
        """Follow the reads of an attribute of objects of these classes, and of what is not known."""
        if (attr, *classes) in self._seen:
            return
        self._seen.add((attr, *classes))
        if any(isinstance(cls, Class) and _is_foreign(cls) for cls in classes):
            self.handed = True  # what the class outside does with it is not seen
        for module, read in self._uses.of_kept(classes, attr):
            self.follow(module, read)

    # -- whom it is given to -------------------------------------------------------------------------------------------

    def _argument(self, module: Module, call: ast.AST, node: ast.AST) -> None:
        site = self._model.site(call) if isinstance(call, ast.Call) else None
        if site is None or any(isinstance(one, ast.Starred) for one in site.node.args):
            self.handed = True
        elif any(f".{name}".endswith(_TAKES) for name in site.externals):
            self.closings.append((module, site.node))
        elif site.externals:
            if _PASSES.issuperset(site.externals):
                self.follow(module, site.node)
            self.handed |= not (_ASKS | _PASSES).issuperset(site.externals)
        else:
            self._passed(site, node)

    def _passed(self, site: Site, node: ast.AST) -> None:
        values = self._model.values(site.node.func)
        is_partial = any(isinstance(value, Instance) and isinstance(value.cls, str) for value in values)
        fields = [(value.cls, _field(value.cls, site.node, node)) for value in values if isinstance(value, ClassValue)]
        if site.targets and not is_partial:
            for target in site.targets:
                name = parameter_of(target, site.node, node)  # type: ignore[arg-type]
                if name is None or name not in {parameter.arg for parameter in target.parameters}:
                    self.handed = True
                else:
                    self._name(target.module, target, name)
        elif fields:
            for cls, field in fields:
                if field is None:
                    self.handed = True
                else:
                    self._kept({cls}, field)
        else:
            self.handed = True

    # -- who has it next -----------------------------------------------------------------------------------------------

    def _given_back(self, function: Function | None) -> None:
        """Follow what a function returns or yields to those who call it or depend on it."""
        if function is None or is_fixture(function) or not _PLAIN.issuperset(function.decorators):
            self.handed = True
            return
        if function in self._seen:
            return
        self._seen.add(function)
        family = self._model.family(function)
        sites = [site for member in family for site in self._model.callers.get(member, ())]
        parameters = self._model.asking.get(function, ())
        reads = self._model.properties.reads.get(function, ()) if function.has(*PROPERTIES) else ()
        is_entered = function.is_generator and function.has(*_MANAGERS)
        if self._escaped.intersection(family) or not (sites or parameters or reads or is_entered):
            self.handed = True
        for site in sites:
            if function.is_generator:
                self._entered(site)
            else:
                self.follow(site.module, site.node)
        for user, parameter in parameters:
            self._name(user.module, user, parameter)
        for module, read in reads:
            self.follow(module, read)

    def _entered(self, site: Site) -> None:
        match site.module.parents[site.node]:
            case ast.withitem(optional_vars=None):
                pass
            case ast.withitem(optional_vars=ast.expr() as target) | ast.AsyncFor(target=target):
                self.store(site.module, target)
            case _:
                self.handed = True


def _field(cls: Class, call: ast.Call, node: ast.AST) -> str | None:
    """Return the field of a class without `__init__`, as a dataclass, that an argument becomes."""
    for keyword in call.keywords:
        if keyword.value is node:
            return keyword.arg
    fields = [
        statement.target.id
        for base in reversed(list(cls.mro()))
        for statement in getattr(base.node, "body", [])
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)
    ]
    return next((field for field, given in zip(fields, call.args, strict=False) if given is node), None)


def _is_foreign(cls: Class) -> bool:
    return not {"abc.ABC", "typing.Generic", "typing.Protocol", "builtins.object"}.issuperset(cls.externals())
