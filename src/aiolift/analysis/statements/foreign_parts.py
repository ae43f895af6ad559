"""The parts of a text that do not stand in the program: those of a parameter, a request, or a stored object.

A part is followed through names, calls and containers until it is a constant, or comes from outside. What is not known
counts as the program's own; so do numbers and dates, members of an enum, and names that the function checks or quotes.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.bindings import How, is_parameter
from aiolift.analysis.definitions import argument, default_of
from aiolift.analysis.dominance import surely_before
from aiolift.analysis.objects.object_origins import returned
from aiolift.analysis.statements.checked_names import Checked
from aiolift.analysis.statements.items import Items
from aiolift.analysis.statements.text_parts import added, has_sql
from aiolift.analysis.web.dependencies import is_endpoint
from aiolift.program.entities import Class, Function
from aiolift.program.values import ClassValue, Instance, ModuleValue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.bindings import Bindings
    from aiolift.analysis.definitions import Definitions
    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Scope
    from aiolift.program.source import Module

#: Their text cannot be anything else.
_CLOSED = {
    "builtins.int", "builtins.float", "builtins.bool", "decimal.Decimal", "uuid.UUID", "enum.Enum", "enum.IntEnum",
    "enum.StrEnum", "datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta",
}  # fmt: skip
_TEXTUAL = ("builtins.", "typing.", "starlette.", "fastapi.", "pydantic.")
_SCHEMAS = {"pydantic.BaseModel", "sqlmodel.SQLModel"}
_REQUEST = {"starlette.requests.Request", "starlette.websockets.WebSocket"}
_OF_REQUEST = {"query_params", "path_params", "headers", "cookies", "json", "form", "body"}
_NUMBERS = {
    "len", "int", "float", "bool", "round", "sum", "range", "count", "uuid4", "uuid1", "now", "utcnow", "hash", "time",
}  # fmt: skip
_TEXTS = {"sqlalchemy.text", "sqlalchemy.TextClause.bindparams", "sqlalchemy.TextClause.columns"}
#: Calls that give the text that they are given.
_SAME_TEXT = {
    "text",
    "bindparams",
    "columns",
    "str",
    "strip",
    "lstrip",
    "rstrip",
    "dedent",
    "cleandoc",
    "lower",
    "upper",
    "replace",
}
#: Methods that put their arguments into a text.
_FILLING = {"format", "format_map", "replace", "substitute", "safe_substitute"}
_CLEANING = re.compile(r"quote|escape|ident|sanit|valid|check|safe|allow|clean|literal", re.I)
_OF_SCHEMA = re.compile(r"table|col(umn)?s?\b|index|schema|constraint|model|engine|dialect|metadata|inspect", re.I)


@dataclass(frozen=True, eq=False)
class Builder:
    """An expression that puts a text together, and the part of it that a trace came from."""

    module: Module
    node: ast.expr
    part: ast.expr


@dataclass(frozen=True, eq=False)
class Foreign:
    """A part that does not stand in the program.

    :param origin: where it comes from: a parameter's node, or the expression that reads it.
    :param requested: whether a request of a FastAPI service gives it.
    """

    builder: Builder
    origin: ast.AST
    requested: bool


@dataclass(frozen=True, eq=False)
class Place:
    """An expression on the way; `builder` is what puts it into the text, once there is one."""

    module: Module
    node: ast.expr
    builder: Builder | None = None

    def at(self, node: ast.expr, module: Module | None = None) -> Place:
        """Return the place of another expression, which is the same part of the text."""
        return replace(self, node=node, module=module or self.module)


class ForeignParts:
    """Finds them, in the texts of `model`'s program."""

    def __init__(self, model: Model, definitions: Definitions, bindings: Bindings) -> None:
        self.model = model
        self._definitions = definitions
        self._items = Items(self)
        self.bindings = bindings
        self._checked = Checked(model)
        self._seen: set[tuple[object, ...]] = set()

    def of(self, module: Module, node: ast.expr) -> list[Foreign]:
        """Return the foreign parts of the text that an expression gives."""
        self._seen = set()
        return list(self.visit(Place(module, node)))

    def visit(self, place: Place) -> Iterator[Foreign]:
        """Yield the foreign parts behind an expression, each way to it once."""
        if not self._is_closed(place.node) and self.is_first(place):
            yield from self._visit(place)

    def is_first(self, place: Place, *how: object) -> bool:
        """Whether the trace comes to a place for the first time, in a way that `how` tells from others."""
        key = (place.node, place.builder.node if place.builder else None, *how)
        if key in self._seen:
            return False
        self._seen.add(key)
        return True

    def _visit(self, place: Place) -> Iterator[Foreign]:
        match place.node:
            case ast.JoinedStr(values=parts):
                for part in parts:
                    if isinstance(part, ast.FormattedValue):
                        yield from self._part(place, part.value)
            case ast.BinOp(op=ast.Add()):
                for part in added(place.node):
                    yield from self._part(place, part)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                yield from self.visit(place.at(left))
                given = right.elts if isinstance(right, ast.Tuple) else [right]
                for part in right.values if isinstance(right, ast.Dict) else given:
                    yield from self._part(place, part)
            case ast.Name():
                yield from self._name(place, place.node)
            case ast.Attribute():
                yield from self._attribute(place, place.node)
            case ast.Subscript(value=value):
                yield from self._items.kept(place, value)
            case ast.Call():
                yield from self._call(place, place.node)
            case ast.IfExp(body=first, orelse=second):
                yield from self.visit(place.at(first))
                yield from self.visit(place.at(second))
            case ast.Await(value=inner) | ast.NamedExpr(value=inner) | ast.Starred(value=inner):
                yield from self.visit(place.at(inner))
            case ast.BoolOp(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                for part in parts:
                    yield from self.visit(place.at(part))
            case ast.ListComp(elt=inner) | ast.GeneratorExp(elt=inner) | ast.SetComp(elt=inner):
                yield from self.visit(place.at(inner))

    def _part(self, place: Place, part: ast.expr) -> Iterator[Foreign]:
        """Visit a part of what `place` puts together, which is the builder where it has words of SQL itself."""
        if place.builder is None or has_sql(place.node):
            place = replace(place, builder=Builder(place.module, place.node, part))
        yield from self.visit(place.at(part))

    def _is_closed(self, node: ast.expr) -> bool:
        values = self.model.values(node)
        return bool(values) and all(isinstance(one, Instance) for one in values) and self.model.kinds(node) <= _CLOSED

    def found(self, place: Place, origin: ast.AST, *, requested: bool = False) -> Iterator[Foreign]:
        """Yield what the trace has come to."""
        if place.builder is not None:
            yield Foreign(place.builder, origin, requested)

    # -- names ---------------------------------------------------------------------------------------------------------

    def _name(self, place: Place, node: ast.Name) -> Iterator[Foreign]:
        holder = self.bindings.holder(place.module, node)
        if holder is None or self._checked.is_checked(place.module, node):
            return
        bounds = self.bindings.of(holder, node.id)
        before = surely_before(place.module, place.module.statement(node)) if bounds else []
        replaced = False
        for bound in bounds:
            here = place.at(bound.value, holder.module)
            if bound.how is How.ADDED:
                builder = Builder(holder.module, bound.value, bound.value)
                yield from self.visit(replace(here, builder=builder))
            elif bound.how is How.ITERATED:
                yield from self._items.of(here, bound.value, bound.path)
            elif bound.path and isinstance(bound.value, ast.Tuple) and len(bound.value.elts) > bound.path[0]:
                yield from self.visit(here.at(bound.value.elts[bound.path[0]]))
            else:
                yield from self.visit(here)
            start = holder.module.start(bound.binder) if isinstance(bound.binder, ast.stmt) else -1
            replaced = replaced or (bound.how is How.ASSIGNED and any(a <= start < b for a, b in before))
        if is_parameter(holder, node.id) and not replaced:
            yield from self.parameter(place, holder, node.id)
        elif not bounds:
            for owner, behind in self.behind(place, node):
                yield from self.visit(place.at(behind, owner))

    def parameter(
        self, place: Place, holder: Scope, name: str, path: tuple[int, ...] | None = None
    ) -> Iterator[Foreign]:
        """Yield what callers give as a parameter; itself where nobody calls. `path` is given where it is iterated."""
        assert isinstance(holder, Function)
        arguments = holder.definition.args
        if arguments.kwarg is not None and arguments.kwarg.arg == name:
            if path is None:  # its keys are names that stand in a program
                yield from self._rest(place, holder, arguments.kwarg)
            return
        node = next((one for one in holder.parameters if one.arg == name), arguments.vararg)
        if node is None or (holder.owner is not None and node in holder.parameters[:1]):
            return
        default = default_of(holder, name)
        if _is_chosen(node, default) or self._is_object(node) or self.model.providers.get(node):
            return
        sites = self.model.callers.get(holder, [])
        for site in sites:
            given = argument(site, holder, name)
            if given is not None or (default is not None and not _unpacks(site)):
                where, value = (site.module, given) if given is not None else (holder.module, default)
                assert value is not None
                here = place.at(value, where)
                yield from self.visit(here) if path is None else self._items.of(here, value, path)
        is_setting = holder.name == "__init__" and default is not None and getattr(default, "value", "") is not None
        if not sites and not is_setting:
            yield from self.found(place, node, requested=is_endpoint(holder))

    def _rest(self, place: Place, function: Function, node: ast.arg) -> Iterator[Foreign]:
        """Yield what callers give as `**node`."""
        sites = self.model.callers.get(function, [])
        names = {parameter.arg for parameter in function.parameters}
        for site in sites:
            for keyword in site.node.keywords:
                if keyword.arg is not None and keyword.arg not in names:
                    yield from self.visit(place.at(keyword.value, site.module))
        if not sites:
            yield from self.found(place, node)

    def _is_object(self, node: ast.arg) -> bool:
        """Whether a parameter is an object of a library or of the program, whose own text nobody chooses."""
        values = self.model.values(node)
        return bool(values) and not any(
            isinstance(one, Instance) and isinstance(one.cls, str) and one.cls.startswith(_TEXTUAL) for one in values
        )

    # -- attributes and calls ------------------------------------------------------------------------------------------

    def _attribute(self, place: Place, node: ast.Attribute) -> Iterator[Foreign]:
        owners = list(self.model.instances(node.value))
        kinds = self.model.kinds(node.value)
        if node.attr.startswith("__") or (node.attr == "value" and (not owners or kinds & _CLOSED)):
            return
        if kinds & _REQUEST:
            if node.attr in _OF_REQUEST:
                yield from self.found(place, node, requested=True)
            return
        for owner in owners:
            if isinstance(owner.cls, Class) and self._is_data(owner.cls):
                method = next((cls.methods[node.attr] for cls in owner.cls.mro() if node.attr in cls.methods), None)
                if method is None:
                    yield from self.found(place, node)
                    return
        if owners or any(isinstance(value, ModuleValue) for value in self.model.values(node.value)):
            for module, behind in self.behind(place, node):
                yield from self.visit(place.at(behind, module))
            for owner in owners:
                if isinstance(owner.cls, Class):
                    yield from self._field(place, owner.cls, node)
        elif not self.model.values(node.value) and not _OF_SCHEMA.search(ast.unparse(node.value)):
            yield from self.visit(place.at(node.value))

    def _field(self, place: Place, cls: Class, node: ast.Attribute) -> Iterator[Foreign]:
        """Yield what the program gives as a field of a dataclass where it makes one; the read where it makes none."""
        fields = [
            statement.target.id
            for statement in getattr(cls.node, "body", [])
            if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and not statement.value
        ]
        decorated = any("dataclass" in ast.unparse(one) for one in getattr(cls.node, "decorator_list", []))
        if not decorated or node.attr not in fields:
            return
        made = self._made.get(cls, [])
        for site in made:
            given = {keyword.arg: keyword.value for keyword in site.node.keywords}
            given |= dict(zip(fields, site.node.args, strict=False))
            if node.attr in given:
                yield from self.visit(place.at(given[node.attr], site.module))
        if not made:
            yield from self.found(place, node)

    @cached_property
    def _made(self) -> dict[Class, list[Site]]:
        """The calls that make an object of each class of the program."""
        found: dict[Class, list[Site]] = defaultdict(list)
        for site in self.model.sites:
            for value in self.model.values(site.node.func):
                if isinstance(value, ClassValue):
                    found[value.cls].append(site)
        return found

    def _is_data(self, cls: Class) -> bool:
        """Whether the objects of a class hold what was sent or stored: pydantic's models without settings, and rows."""
        return not _SCHEMAS.isdisjoint(cls.externals()) or self.model.mapping.is_mapped(cls)

    def _call(self, place: Place, node: ast.Call) -> Iterator[Foreign]:
        function = node.func
        name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
        site = self.model.site(node)
        if name in _NUMBERS or _CLEANING.search(name) or site is None:
            return
        arguments = [*node.args, *(keyword.value for keyword in node.keywords)]
        if name == "join" and isinstance(function, ast.Attribute) and len(node.args) == 1:
            builder = place.builder or Builder(place.module, node, node.args[0])
            yield from self._items.of(replace(place, builder=builder), node.args[0], ())
        elif name in _FILLING and isinstance(function, ast.Attribute):
            yield from self.visit(place.at(function.value))
            for part in arguments:
                yield from self._part(place, part)
        elif site.targets:
            for target in site.targets:
                if not target.name.startswith("__") and not target.is_generator:
                    for value in _results(target):
                        yield from self.visit(place.at(value, target.module))
        elif (place.builder is not None or name in _SAME_TEXT) and not _is_statement(site):
            if isinstance(function, ast.Attribute):
                yield from self.visit(place.at(function.value))
                if function.attr in _OF_REQUEST and self.model.kinds(function.value) & _REQUEST:
                    yield from self.found(place, node, requested=True)
            for part in arguments:
                yield from self.visit(place.at(part))

    # -- what the items of containers need -----------------------------------------------------------------------------

    def is_checked(self, place: Place, node: ast.Name) -> bool:
        """Whether the function that a name stands in checks it somewhere."""
        return self._checked.is_checked(place.module, node)

    def behind(self, place: Place, node: ast.expr) -> list[tuple[Module, ast.expr]]:
        """Return what stands one step behind an expression, where that is another one."""
        return [found for found in self._definitions.behind(place.module, node) if found[1] is not node]

    def building(self, place: Place) -> Place:
        """Return the place of an item that is added to a list of parts, which builds the text itself."""
        return replace(place, builder=Builder(place.module, place.node, place.node))


def _is_statement(site: Site) -> bool:
    """Whether a call gives a statement that SQLAlchemy builds, with its values apart."""
    return any(one.startswith(("sqlalchemy.", "sqlmodel.")) and one not in _TEXTS for one in site.externals)


def _results(function: Function) -> list[ast.expr]:
    body = function.definition.body
    return [body] if isinstance(body, ast.expr) else list(returned(function.definition))


def _is_chosen(node: ast.arg, default: ast.expr | None) -> bool:
    """Whether a parameter's declaration says which texts it can be."""
    written = ast.unparse(node.annotation) if node.annotation is not None else ""
    written += ast.unparse(default) if default is not None else ""
    return bool(re.search(r"\bLiteral\[|\b(pattern|regex)\s*=", written))


def _unpacks(site: Site) -> bool:
    return any(isinstance(one, ast.Starred) for one in site.node.args) or any(
        keyword.arg is None for keyword in site.node.keywords
    )
