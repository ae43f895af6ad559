"""What expressions evaluate to."""

from __future__ import annotations

import ast
import builtins
from typing import TYPE_CHECKING

from aiolift.program.entities import Class, Comprehension, Function, Scope
from aiolift.program.members import Members
from aiolift.program.nodes import children
from aiolift.program.values import (
    NOTHING,
    Cell,
    ClassValue,
    External,
    FunctionValue,
    Instance,
    TypeForm,
    instance,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.program.values import Value, Values

_CONSTANTS: dict[type, Values] = {
    kind: instance(f"builtins.{kind.__name__}") for kind in (str, bytes, int, float, bool)
}
_BUILTINS = {name: frozenset([External(f"builtins.{name}")]) for name in dir(builtins)}


class Expressions(Members):
    """Evaluates expressions; `nodes` remembers what each one was."""

    def eval(self, node: ast.expr | None, scope: Scope) -> Values:
        """Return the values of an expression, and those of everything inside of it on the way."""
        if node is None:
            return NOTHING
        method = _EVALUATORS.get(type(node))
        if method is None:
            for child in children(node):
                if isinstance(child, ast.expr):
                    self.eval(child, scope)
            found = NOTHING
        else:
            found = method(self, node, scope)
        if not found and self.oracle is not None and isinstance(node, ast.Name | ast.Attribute | ast.Call):
            found = self.asked(node, scope)
        self.nodes[node] = found
        return found

    def asked(self, node: ast.expr, scope: Scope) -> Values:
        """Return what the oracle knows of an expression."""
        assert self.oracle is not None
        names = self.oracle.value_type(
            scope.module.file.name,
            node.lineno,
            node.col_offset,
            node.end_lineno or node.lineno,
            node.end_col_offset or 0,
        )
        found: set[Value] = set()
        for name in names:
            inner = name.removeprefix("type[").removesuffix("]")
            classes = [
                cls for cls in self.program.classes_named(inner) if str(cls).endswith(inner) or inner.endswith(str(cls))
            ]
            if inner != name:
                found |= {ClassValue(cls) for cls in classes} or {External(self.library.canonical(inner))}
            else:
                found |= {Instance(cls) for cls in classes} or {Instance(self.library.canonical(name))}
        return frozenset(found)

    # -- names ---------------------------------------------------------------------------------------------------------

    def _eval_Name(self, node: ast.Name, scope: Scope) -> Values:
        holder = scope.holder(node.id)
        if holder is not None:
            return self.read((holder, node.id))
        return _BUILTINS.get(node.id, NOTHING)

    def _eval_Constant(self, node: ast.Constant, scope: Scope) -> Values:
        return _CONSTANTS.get(type(node.value), NOTHING)

    def _eval_JoinedStr(self, node: ast.JoinedStr, scope: Scope) -> Values:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.eval(part.value, scope)
                if part.format_spec is not None:
                    self.eval(part.format_spec, scope)
        return _CONSTANTS[str]

    def _eval_Attribute(self, node: ast.Attribute, scope: Scope) -> Values:
        owners = self.eval(node.value, scope)
        values = self.attribute(owners, node.attr)
        for value in values:
            if isinstance(value, Instance) and value.cls in self.library.descriptors:
                return frozenset().union(*(self.library.described(owner, node, scope.module) for owner in owners))
        return values

    # -- containers ----------------------------------------------------------------------------------------------------

    def _eval_List(self, node: ast.List | ast.Set, scope: Scope) -> Values:
        for element in node.elts:
            self.write(Cell(node, scope.module), self._starred(element, scope))
        name = "builtins.list" if isinstance(node, ast.List) else "builtins.set"
        return frozenset([Instance(name, (Cell(node, scope.module),))])

    _eval_Set = _eval_List

    def _starred(self, element: ast.expr, scope: Scope) -> Values:
        if isinstance(element, ast.Starred):
            return self.elements(self.eval(element.value, scope))
        return self.eval(element, scope)

    def _eval_Tuple(self, node: ast.Tuple, scope: Scope) -> Values:
        return frozenset([Instance("builtins.tuple", tuple(self._starred(element, scope) for element in node.elts))])

    def _eval_Dict(self, node: ast.Dict, scope: Scope) -> Values:
        for key, value in zip(node.keys, node.values, strict=True):
            self.eval(key, scope)
            self.write(Cell(node, scope.module), self.eval(value, scope))
        return frozenset([Instance("builtins.dict", (NOTHING, Cell(node, scope.module)))])

    def _comprehension(self, node: Comprehension, scope: Scope) -> Values:
        inner = self.program.scopes[node]
        for number, generator in enumerate(node.generators):
            source = self.eval(generator.iter, inner if number else scope)
            self.assign(generator.target, self.elements(source), inner)
            for condition in generator.ifs:
                self.eval(condition, inner)
        if isinstance(node, ast.DictComp):
            self.eval(node.key, inner)
            self.write(Cell(node, scope.module), self.eval(node.value, inner))
            return frozenset([Instance("builtins.dict", (NOTHING, Cell(node, scope.module)))])
        self.write(Cell(node, scope.module), self.eval(node.elt, inner))
        name = {ast.ListComp: "builtins.list", ast.SetComp: "builtins.set"}.get(type(node), "builtins.generator")
        return frozenset([Instance(name, (Cell(node, scope.module),))])

    _eval_ListComp = _eval_SetComp = _eval_DictComp = _eval_GeneratorExp = _comprehension

    def content(self, part: Values | Cell) -> Values:
        """Return what a type argument or a container's cell holds."""
        return self.read(part) if isinstance(part, Cell) else part

    def _iterated(self, value: Instance) -> Values:
        """Return what an iterator that `__iter__` gives yields: by its `__next__`, where it is of the program too."""
        found: set[Value] = set()
        for iterator in self.call_method(value, "__iter__"):
            if isinstance(iterator, Instance) and isinstance(iterator.cls, Class):
                found |= self.call_method(iterator, "__next__")
            else:
                found |= self.elements(frozenset([iterator]))
        return frozenset(found)

    def elements(self, values: Values) -> Values:
        """Return what iterating over the values yields."""
        found: set[Value] = set()
        for value in values:
            if not isinstance(value, Instance):
                continue
            if isinstance(value.cls, Class):
                found |= self._iterated(value)
                continue
            known = self.library.elements(value)
            if known is not None:
                found |= known
            elif value.cls == "builtins.tuple":
                for part in value.of:
                    found |= self.content(part)
            elif value.of:
                found |= self.content(value.of[0])
        return frozenset(found)

    def _eval_Subscript(self, node: ast.Subscript, scope: Scope) -> Values:
        owners = self.eval(node.value, scope)
        if any(isinstance(owner, ClassValue | External | TypeForm) for owner in owners):
            form = self.annotation(node, scope)
            self.eval(node.slice, scope)
            classes = frozenset(owner for owner in owners if isinstance(owner, ClassValue))
            return classes or (frozenset([TypeForm(form)]) if form else NOTHING)
        self.eval(node.slice, scope)
        if isinstance(node.slice, ast.Slice):
            return frozenset().union(*(self._slice(owner) for owner in owners))
        found: set[Value] = set()
        for owner in owners:
            found |= self._item(owner, node.slice)
        return frozenset(found)

    def _slice(self, owner: Value) -> Values:
        known = self.library.sliced(owner) if isinstance(owner, Instance) and isinstance(owner.cls, str) else None
        return frozenset([owner]) if known is None else known

    def _item(self, owner: Value, index: ast.expr) -> Values:
        if not isinstance(owner, Instance):
            return NOTHING
        if isinstance(owner.cls, Class):
            return self.call_method(owner, "__getitem__") or self.call_method(owner, "__missing__")
        position = _position(index)
        if owner.cls == "builtins.tuple" and position is not None:
            return self.content(owner.of[position]) if -len(owner.of) <= position < len(owner.of) else NOTHING
        if owner.cls == "builtins.dict" and len(owner.of) > 1:
            return self.content(owner.of[1])
        return self.elements(frozenset([owner]))

    # -- operators -----------------------------------------------------------------------------------------------------

    def _either(self, node: ast.BoolOp | ast.IfExp | ast.BinOp, scope: Scope) -> Values:
        if isinstance(node, ast.BoolOp):
            parts = [self.eval(part, scope) for part in node.values]
        elif isinstance(node, ast.BinOp):
            parts = [self.eval(part, scope) for part in (node.left, node.right)]
            if isinstance(node.op, ast.BitOr) and any(
                isinstance(value, ClassValue | TypeForm) for part in parts for value in part
            ):
                return frozenset([TypeForm(self.annotation(node, scope))])
            parts = [
                frozenset(value for value in part if isinstance(value, Instance) and isinstance(value.cls, str))
                for part in parts
            ]
        else:
            self.eval(node.test, scope)
            parts = [self.eval(node.body, scope), self.eval(node.orelse, scope)]
        return frozenset().union(*parts)

    _eval_BoolOp = _eval_IfExp = _eval_BinOp = _either

    def _eval_NamedExpr(self, node: ast.NamedExpr, scope: Scope) -> Values:
        values = self.eval(node.value, scope)
        holder = scope
        while isinstance(holder.node, Comprehension) and holder.parent is not None:
            holder = holder.parent
        self.assign(node.target, values, holder)
        return values

    def _eval_Await(self, node: ast.Await, scope: Scope) -> Values:
        found: set[Value] = set()
        for value in self.eval(node.value, scope):
            if isinstance(value, Instance) and value.cls == "typing.Coroutine":
                found |= self.content(value.of[0]) if value.of else NOTHING
            else:
                found.add(value)
        return frozenset(found)

    def _eval_Lambda(self, node: ast.Lambda, scope: Scope) -> Values:
        function = self.program.scopes[node]
        assert isinstance(function, Function)
        for default in [*node.args.defaults, *(found for found in node.args.kw_defaults if found)]:
            self.eval(default, scope)
        return frozenset([FunctionValue(function)])

    def _yield(self, node: ast.Yield | ast.YieldFrom, scope: Scope) -> Values:
        values = self.eval(node.value, scope)
        function = scope.function
        if function is not None:
            self.write((function, "yield"), self.elements(values) if isinstance(node, ast.YieldFrom) else values)
        return NOTHING

    _eval_Yield = _eval_YieldFrom = _yield

    def _eval_Call(self, node: ast.Call, scope: Scope) -> Values:
        callees = self.eval(node.func, scope)
        arguments = tuple([self._starred(argument, scope) for argument in node.args])
        keywords = {}
        for keyword in node.keywords:
            values = self.eval(keyword.value, scope)
            if keyword.arg is not None:
                keywords[keyword.arg] = values
        return self.call(callees, node, arguments, keywords, scope)


_EVALUATORS: dict[type[ast.expr], Callable[[Expressions, ast.expr, Scope], Values]] = {
    getattr(ast, name.removeprefix("_eval_")): method
    for name, method in vars(Expressions).items()
    if name.startswith("_eval_")
}


def _position(index: ast.expr) -> int | None:
    match index:
        case ast.Constant(value=int(position)):
            return position
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int(position))):
            return -position
    return None
