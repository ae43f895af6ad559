"""Where a value was written down: the expressions behind a name, an attribute, a parameter or a function's result."""

from __future__ import annotations

import ast
from collections import defaultdict
from typing import TYPE_CHECKING

from aiolift.analysis.objects.object_origins import returned
from aiolift.program.entities import Class, Function
from aiolift.program.nodes import ASSIGNING, assignments
from aiolift.program.values import ClassValue, Instance, ModuleValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module

#: How far a value is followed from name to name.
_DEPTH = 8
#: Calls that give the setting of a name, or what stands behind it: where the default stands.
_LOOKUPS = {"get": 1, "getenv": 1, "pop": 1, "setdefault": 1}
#: External calls that give their first argument, in another type.
_PASSING = (
    "builtins.str",
    "builtins.int",
    "sqlalchemy.make_url",
    "sqlalchemy.engine.make_url",
    "typing.cast",
    "decouple.config",
)
_FIELDS = ("pydantic.Field", "sqlmodel.Field", "dataclasses.field")

#: An expression and the module that it stands in.
Written = tuple["Module", ast.expr]


class Definitions:
    """Follows expressions back to those that are no name for something else."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self._indexes: dict[Module, _Index] = {}

    def of(self, module: Module, node: ast.expr) -> list[Written]:
        """Return the expressions that an expression stands for, each once; itself where it is no name."""
        found: dict[ast.AST, Module] = {}
        self._follow(module, node, found, frozenset(), _DEPTH)
        return [(owner, written) for written, owner in found.items() if isinstance(written, ast.expr)]

    def behind(self, module: Module, node: ast.expr) -> list[Written]:
        """Return what stands one step behind an expression; itself where it is no name."""
        return list(self._behind(module, node)) or [(module, node)]

    def constants(self, module: Module, node: ast.expr) -> list[object]:
        """Return the constants among them."""
        return [written.value for _, written in self.of(module, node) if isinstance(written, ast.Constant)]

    def texts(self, module: Module, node: ast.expr, depth: int = 3) -> list[str]:
        """Return the texts that an expression can be, with `{}` for each part that is not known."""
        found = [text for owner, written in self.of(module, node) for text in self._texts(owner, written, depth)]
        return list(dict.fromkeys(found))

    def _texts(self, module: Module, node: ast.expr, depth: int) -> list[str]:
        if not depth:
            return ["{}"]
        match node:
            case ast.Constant(value=str(text)):
                return [text]
            case ast.FormattedValue(value=inner):
                return self.texts(module, inner, depth - 1) or ["{}"]
            case ast.JoinedStr(values=parts):
                return self._joined(module, parts, depth)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._joined(module, [left, right], depth)
            case ast.BinOp(left=ast.Constant(value=str(text)), op=ast.Mod()):
                return [text]
            case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
                return [text]
            case ast.Constant():
                return []
        return ["{}"]

    def _joined(self, module: Module, parts: list[ast.expr], depth: int) -> list[str]:
        texts = [""]
        for part in parts:
            here = [
                text for owner, written in self.of(module, part) for text in self._texts(owner, written, depth - 1)
            ] or ["{}"]
            texts = [before + text for before in texts[:4] for text in here[:4]]
        return texts

    def _follow(
        self, module: Module, node: ast.expr, found: dict[ast.AST, Module], seen: frozenset[ast.AST], depth: int
    ) -> None:
        if node in seen or not depth:
            return
        seen |= {node}
        behind = list(self._behind(module, node))
        if not behind:
            found.setdefault(node, module)
        for owner, inner in behind:
            self._follow(owner, inner, found, seen, depth - 1)

    def _behind(self, module: Module, node: ast.expr) -> Iterator[Written]:
        match node:
            case ast.Name(id=name):
                yield from self._named(self._model.scope(module, node), name)
            case ast.Attribute(value=value, attr=name):
                yield from self._attribute(module, value, name)
            case ast.IfExp(body=body, orelse=orelse):
                yield from ((module, body), (module, orelse))
            case ast.BoolOp(values=values):
                yield from ((module, value) for value in values)
            case ast.Await(value=value) | ast.NamedExpr(value=value):
                yield module, value
            case ast.Call():
                yield from self._called(module, node)

    def _named(self, scope: Scope, name: str) -> Iterator[Written]:
        holder = scope.holder(name)
        if holder is None:
            return
        index = self._index(holder.module)
        for value in index.bound.get((holder, name), ()):
            yield holder.module, value
        for source, original in index.imported.get((holder, name), ()):
            yield from self._named(self._model.program.scopes[source.tree], original)
        if isinstance(holder, Function):
            yield from self._given(holder, name)

    def _attribute(self, module: Module, value: ast.expr, name: str) -> Iterator[Written]:
        for owner in self._model.values(value):
            match owner:
                case ModuleValue(source):
                    yield from self._named(self._model.program.scopes[source.tree], name)
                case Instance(Class() as cls) | ClassValue(cls):
                    for base in cls.mro():
                        index = self._index(base.module)
                        here = [(base.module, value) for value in index.bound.get((base, name), ())]
                        here += index.kept.get((base, name), ())
                        if name in base.methods:
                            here += self._returned(base.methods[name])
                        yield from here
                        if here:
                            break

    def _called(self, module: Module, node: ast.Call) -> Iterator[Written]:
        site = self._model.site(node)
        if site is None:
            return
        for target in site.targets:
            if not target.name.startswith("__") and not target.is_generator:
                yield from self._returned(target)
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        position = _LOOKUPS.get(method or getattr(node.func, "id", ""))
        if site.targets:
            return
        if position is not None:
            yield from ((module, argument) for argument in node.args[position : position + 1])
        elif method == "get_secret_value" and isinstance(node.func, ast.Attribute):
            yield module, node.func.value
        elif any(name.endswith(_PASSING) for name in site.externals):
            yield from ((module, argument) for argument in node.args[:1])
        elif any(name.endswith(_FIELDS) for name in site.externals):
            given = [keyword.value for keyword in node.keywords if keyword.arg == "default"]
            yield from ((module, value) for value in [*given, *node.args][:1])

    def _returned(self, function: Function) -> list[Written]:
        body = function.definition.body
        if isinstance(body, ast.expr):
            return [(function.module, body)]
        return [(function.module, value) for value in returned(function.definition)]

    def _given(self, function: Function, name: str) -> Iterator[Written]:
        """Yield what the callers of a function pass as a parameter, and its default."""
        names = [parameter.arg for parameter in function.parameters]
        if name not in names:
            return
        for site in self._model.callers.get(function, ()):
            given = argument(site, function, name)
            if given is not None:
                yield site.module, given
        default = default_of(function, name)
        if default is not None:
            yield function.module, default

    def _index(self, module: Module) -> _Index:
        if module not in self._indexes:
            self._indexes[module] = _Index(self._model, module)
        return self._indexes[module]


class _Index:
    """What stands behind the names of one module.

    :ivar bound: what is assigned to each name, by its scope.
    :ivar kept: what methods assign to an attribute of `self`.
    :ivar imported: the module of the program, and the name there, that each imported name means.
    """

    def __init__(self, model: Model, module: Module) -> None:
        self.bound: dict[tuple[Scope, str], list[ast.expr]] = defaultdict(list)
        self.kept: dict[tuple[Class, str], list[Written]] = defaultdict(list)
        self.imported: dict[tuple[Scope, str], list[tuple[Module, str]]] = defaultdict(list)
        for node in module.nodes(*ASSIGNING):
            for target, value in assignments(node):
                match target:
                    case ast.Name(id=name) if (holder := model.scope(module, target).holder(name)) is not None:
                        self.bound[holder, name].append(value)
                    case ast.Attribute(value=ast.Name(id="self" | "cls"), attr=name):
                        function = model.function(module, node)
                        if function is not None and function.owner is not None:
                            self.kept[function.owner, name].append((module, value))
        for statement in module.nodes(ast.ImportFrom):
            source = model.flow.import_source(statement, module)
            if source is not None and not isinstance(source, str):
                scope = model.scope(module, statement)
                for alias in statement.names:
                    self.imported[scope, alias.asname or alias.name].append((source, alias.name))


def default_of(function: Function, name: str) -> ast.expr | None:
    """Return the default of a parameter, or None where it has none."""
    arguments = function.definition.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults: dict[str, ast.expr | None] = dict(
        zip((one.arg for one in reversed(positional)), reversed(arguments.defaults), strict=False)
    )
    defaults |= dict(zip((one.arg for one in arguments.kwonlyargs), arguments.kw_defaults, strict=True))
    return defaults.get(name)


def argument(site: Site, function: Function, name: str) -> ast.expr | None:
    """Return what a call passes as a parameter of its target; None where it passes nothing, or unpacks something."""
    for keyword in site.node.keywords:
        if keyword.arg == name:
            return keyword.value
    positional = [one.arg for one in (*function.definition.args.posonlyargs, *function.definition.args.args)]
    if name not in positional:
        return None
    bound = function.owner is not None and not function.has("builtins.staticmethod")
    number = positional.index(name) - bound
    before = site.node.args[: number + 1]
    if not 0 <= number < len(site.node.args) or any(isinstance(one, ast.Starred) for one in before):
        return None
    return before[-1]
