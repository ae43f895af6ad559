"""What statements bind."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.dispatch import REGISTERS
from aiolift.program.entities import Class, Function, Scope
from aiolift.program.imports import Imports
from aiolift.program.nodes import children
from aiolift.program.values import NOTHING, Cell, ClassValue, External, FunctionValue, Instance, ModuleValue, instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.program.values import Value, Values

#: Statements that hold others, each of which is a step of its own.
_BLOCKS = frozenset(
    {
        ast.If,
        ast.For,
        ast.AsyncFor,
        ast.While,
        ast.With,
        ast.AsyncWith,
        ast.Try,
        ast.TryStar,
        ast.Match,
        ast.ClassDef,
    }
)


class Statements(Imports):
    """Runs the statements of a scope once, in order."""

    def run(self, scope: Scope) -> None:
        """Evaluate everything that stands directly in a module or function."""
        if isinstance(scope, Function):
            if not self.is_done(scope):
                self.step(scope)
                self.enter(scope)
            node = scope.definition
            if isinstance(node, ast.Lambda):
                self.step(node)
                self.write((scope, "return"), self.eval(node.body, scope))
                return
            self._body(node.body, scope)
        elif isinstance(scope.node, ast.Module):
            self._body(scope.node.body, scope)

    def _body(self, body: list[ast.stmt], scope: Scope) -> None:
        for statement in body:
            kind = type(statement)
            if kind not in _BLOCKS and self.is_done(statement):
                continue
            self.step(statement)
            _RUNNERS.get(kind, Statements._run_other)(self, statement, scope)

    def _run_other(self, node: ast.AST, scope: Scope) -> None:
        for child in children(node):
            if isinstance(child, ast.expr):
                self.eval(child, scope)
            elif isinstance(child, ast.stmt):
                self._body([child], scope)
            elif isinstance(child, ast.ExceptHandler | ast.match_case):
                self._run_other(child, scope)

    # -- definitions ---------------------------------------------------------------------------------------------------

    def _run_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        function = self.program.scopes[node]
        assert isinstance(function, Function)
        for default in [*node.args.defaults, *(found for found in node.args.kw_defaults if found)]:
            self.eval(default, scope)
        values: Values = frozenset([FunctionValue(function)])
        external: list[str] = []
        for decorator in reversed(node.decorator_list):
            values = self._decorated(decorator, values, function, external, scope)
        self.decorated(function, external)
        self.write((scope, node.name), values)

    _run_AsyncFunctionDef = _run_FunctionDef

    def _decorated(
        self, decorator: ast.expr, values: Values, function: Function, external: list[str], scope: Scope
    ) -> Values:
        wrapped: set[Value] = set()
        decorators = self.eval(decorator, scope)
        for value in decorators:
            match value:
                case FunctionValue() | Instance(Class()) | Instance("functools.partial"):
                    wrappers = {
                        FunctionValue(found.function, None, function) if found.function is not function else found
                        for found in self.invoke(value, (values,), {})
                        if isinstance(found, FunctionValue)
                    }
                    for wrapper in wrappers:
                        self.write((wrapper.function, "wraps", function), values)
                    if not wrappers and not self.settled():
                        return NOTHING  # what it gives is not known yet
                    wrapped |= wrappers or {FunctionValue(function)}
                    if isinstance(value, FunctionValue):
                        self.write((function, "decorated by"), frozenset([FunctionValue(value.function)]))
                case External(name) | Instance(str(name)):
                    external.append(name)
                    for first in self.library.passed_first(name, decorator, self) if function.owner is None else ():
                        values = frozenset(
                            FunctionValue(one.function, first, one.wrapped) if isinstance(one, FunctionValue) else one
                            for one in values
                        )
                        for parameter in function.parameters[:1]:
                            self.write((function, "given", parameter.arg), frozenset([first]))
                    if name in REGISTERS:
                        self.register(decorator, values)
                case ClassValue() as cls:
                    wrapped |= self.invoke(cls, (values,), {})
        if not decorators and not self.settled():
            return NOTHING
        return frozenset(wrapped) or values

    def _run_ClassDef(self, node: ast.ClassDef, scope: Scope) -> None:
        cls = self.program.scopes[node]
        assert isinstance(cls, Class)
        for outside in [*node.decorator_list, *node.bases, *(keyword.value for keyword in node.keywords)]:
            self.eval(outside, scope)
        self.write((scope, node.name), frozenset([ClassValue(cls)]))
        self._body(node.body, cls)

    # -- bindings ------------------------------------------------------------------------------------------------------

    def _run_Import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            self.write(
                (scope, alias.asname or alias.name.partition(".")[0]), frozenset(self.imported(alias, scope.module))
            )

    def _run_ImportFrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        source = self.import_source(node, scope.module)
        for alias in node.names:
            if alias.name == "*":
                self._import_all(source, scope)
                continue
            if source is None or isinstance(source, str):
                values = self.from_import(source, alias.name, scope.module)
            else:
                top = self.program.scopes[source.tree]
                values = self.read((top, alias.name)) if alias.name in top.names else NOTHING
                if not values and (sub := self.submodule(source, alias.name)):
                    values = frozenset([ModuleValue(sub)])
            self.write((scope, alias.asname or alias.name), values)

    def _import_all(self, source: object, scope: Scope) -> None:
        if source is None or isinstance(source, str):
            return
        top = self.program.scopes[source.tree]  # type: ignore[attr-defined]
        for name in sorted(top.names):
            if not name.startswith("_"):
                if name not in scope.names:
                    scope.names.add(name)  # which is then looked up here
                    self.changed()
                self.write((scope, name), self.read((top, name)))

    def _run_Assign(self, node: ast.Assign, scope: Scope) -> None:
        values = self.eval(node.value, scope)
        for target in node.targets:
            self.assign(target, values, scope)

    def _run_AnnAssign(self, node: ast.AnnAssign, scope: Scope) -> None:
        values = self.eval(node.value, scope)
        promised = self.annotation(node.annotation, scope)
        if (
            isinstance(scope, Class) and promised
        ):  # the value is a field's or column's declaration, not what instances hold
            values = NOTHING
        self.assign(node.target, values | promised, scope)

    def _run_AugAssign(self, node: ast.AugAssign, scope: Scope) -> None:
        values = self.eval(node.value, scope)
        generators = frozenset(
            value for value in values if isinstance(value, Instance) and value.cls == "builtins.generator"
        )
        if generators:  # a list takes the items
            self.write(Cell(node, scope.module), self.elements(generators))
            values = values - generators | {Instance("builtins.list", (Cell(node, scope.module),))}
        if isinstance(node.target, ast.Name | ast.Attribute):
            self.assign(node.target, values, scope)

    def _run_For(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        self.assign(node.target, self.elements(self.eval(node.iter, scope)), scope)
        self._body([*node.body, *node.orelse], scope)

    _run_AsyncFor = _run_For

    def _run_With(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        for item in node.items:
            entered = self.entered(self.eval(item.context_expr, scope))
            if item.optional_vars is not None:
                self.assign(item.optional_vars, entered, scope)
        self._body(node.body, scope)

    _run_AsyncWith = _run_With

    def _run_Match(self, node: ast.Match, scope: Scope) -> None:
        values = self.eval(node.subject, scope)
        for case in node.cases:
            self._match(case.pattern, values, scope)
            self.eval(case.guard, scope)
            self._body(case.body, scope)

    def _match(self, pattern: ast.pattern, values: Values, scope: Scope) -> Values:
        """Bind the names of a pattern; return what of the values it can match."""
        match pattern:
            case ast.MatchAs(pattern=inner, name=name):
                values = self._match(inner, values, scope) if inner is not None else values
                self._capture(name, values, scope)
            case ast.MatchOr(patterns=parts):
                return frozenset(value for part in parts for value in self._match(part, values, scope))
            case ast.MatchValue(value=expression):
                self.eval(expression, scope)
            case ast.MatchClass(cls=named, patterns=parts):
                values = self._instances_of(self.eval(named, scope), values)
                for part in parts:  # `str(name)` is all of it; which attributes others name, their class says
                    self._match(part, values if len(parts) == 1 else NOTHING, scope)
                for attr, part in zip(pattern.kwd_attrs, pattern.kwd_patterns, strict=True):
                    held = [
                        self.member(value.cls, attr, value)
                        for value in values
                        if isinstance(value, Instance) and isinstance(value.cls, Class)
                    ]
                    self._match(part, NOTHING.union(*held), scope)
            case ast.MatchSequence(patterns=parts):
                for position, part in enumerate(parts):
                    self._match(part, self._unpacked(values, position, len(parts)), scope)
            case ast.MatchStar(name=name):
                self._capture(name, instance("builtins.list", values), scope)
            case ast.MatchMapping(keys=keys, patterns=parts, rest=rest):
                held = [self.content(value.of[-1]) for value in values if isinstance(value, Instance) and value.of]
                for key, part in zip(keys, parts, strict=True):
                    self.eval(key, scope)
                    self._match(part, NOTHING.union(*held), scope)
                self._capture(rest, values, scope)
        return values

    def _capture(self, name: str | None, values: Values, scope: Scope) -> None:
        holder = scope.holder(name) if name is not None else None
        if holder is not None and name is not None:
            self.write((holder, name), values)

    def _instances_of(self, classes: Values, values: Values) -> Values:
        """Return the values that are instances of a class; where none is known, what the class itself says."""
        found: set[Value] = set()
        for one in classes:
            if isinstance(one, ClassValue):
                kin = {
                    value
                    for value in values
                    if isinstance(value, Instance) and isinstance(value.cls, Class) and one.cls in value.cls.mro()
                }
                found |= kin or {Instance(one.cls)}
            elif isinstance(one, External):
                found |= {value for value in values if isinstance(value, Instance) and value.cls == one.name}
        return frozenset(found)

    def _run_Return(self, node: ast.Return, scope: Scope) -> None:
        function = scope.function
        values = self.eval(node.value, scope)
        if function is not None:
            self.write((function, "return"), values)

    def _run_ExceptHandler(self, node: ast.ExceptHandler, scope: Scope) -> None:
        self._run_other(node, scope)

    def assign(self, target: ast.expr, values: Values, scope: Scope) -> None:
        """Bind values to a target: a name, an attribute, an item, or several of them."""
        match target:
            case ast.Name(id=name):
                holder = scope if name in scope.names and name not in scope.elsewhere else scope.holder(name)
                if holder is not None:
                    self.write((holder, name), values)
                self.nodes[target] = values
            case ast.Attribute(value=owner, attr=attr):
                for value in self.eval(owner, scope):
                    match value:
                        case Instance(Class() as cls):
                            self.write((cls, "self", attr), values)
                        case ClassValue(cls):
                            self.write((cls, attr) if attr in cls.names else (cls, "self", attr), values)
                        case ModuleValue(module):
                            self.write((self.program.scopes[module.tree], attr), values)
                        case Instance(str(external)) | External(external):  # `request.state.db = …`
                            self.write(("attribute", external, attr), values)
                self.nodes[target] = values
            case ast.Subscript(value=owner, slice=index):
                self.eval(index, scope)
                for value in self.eval(owner, scope):
                    if isinstance(value, Instance) and value.of and isinstance(value.of[-1], Cell):
                        self.write(value.of[-1], values)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                self._unpack(parts, values, scope)
            case ast.Starred(value=inner):
                self.assign(inner, instance("builtins.list", values), scope)

    def _unpack(self, parts: list[ast.expr], values: Values, scope: Scope) -> None:
        for position, part in enumerate(parts):
            self.assign(part, self._unpacked(values, position, len(parts)), scope)

    def _unpacked(self, values: Values, position: int, count: int) -> Values:
        """Return what values that are unpacked into so many parts have at a position."""
        found: set[Value] = set()
        for value in values:
            if isinstance(value, Instance) and value.cls == "builtins.tuple" and len(value.of) == count:
                found |= self.content(value.of[position])
            else:
                found |= self.elements(frozenset([value]))
        return frozenset(found)


_RUNNERS: dict[type[ast.stmt], Callable[[Statements, ast.stmt, Scope], None]] = {
    getattr(ast, name.removeprefix("_run_")): method
    for name, method in vars(Statements).items()
    if name.startswith("_run_") and name != "_run_other"
}
