"""The mapped classes of a program and their relationships: where each is declared, where it leads, how it is loaded."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.imperative import imperatives, mappers
from aiolift.program.entities import Class
from aiolift.program.nodes import walk, written
from aiolift.program.values import Cell, ClassValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.source import Module
    from aiolift.program.values import Values

_DECLARATIVE = {
    "sqlalchemy.orm.DeclarativeBase", "sqlalchemy.orm.DeclarativeBaseNoMeta", "sqlalchemy.orm.declarative_base()",
    "sqlalchemy.orm.as_declarative()", "sqlalchemy.ext.declarative.as_declarative()",
}  # fmt: skip
_RELATIONSHIPS = {"sqlalchemy.orm.relationship", "sqlmodel.Relationship"}
#: `lazy=` values under which an object that a query loads lacks the attribute.
_LAZY = {"select", "True"}
_EAGER = {"selectin", "joined", "subquery", "immediate", "False"}
#: What an annotation says of it, where the call does not.
_ANNOTATED = {"WriteOnlyMapped[": "write_only", "DynamicMapped[": "dynamic"}
_SEVERAL = re.compile(
    r"\b(WriteOnlyMapped|DynamicMapped|list|List|set|Set|Sequence|Collection|Iterable|FrozenSet|frozenset|dict|Dict)\b"
)


@dataclass(frozen=True, eq=False)
class Relationship:
    """One relationship of one mapped class, or one deferred column, which is read in the same way.

    :param owner: the class that has the attribute.
    :param call: the `relationship(…)` or `Relationship(…)` that declares it, in `module`.
    :param backref: whether `call` belongs to the class on the other side and names this one as its `backref`.
    :param targets: the classes of the objects that it leads to.
    :param several: whether it is a collection.
    :param column: whether it is no relationship but a column that queries leave out until it is read.
    :param lazy: how it is loaded: `select` is SQLAlchemy's own choice, `dynamic`, `selectin`, …
    """

    owner: Class
    name: str
    module: Module
    call: ast.Call
    backref: bool
    targets: tuple[Class, ...]
    several: bool
    lazy: str
    column: bool = False

    @property
    def is_lazy(self) -> bool:
        """Whether reading it may query the database, though a query loaded the object."""
        return self.lazy in _LAZY

    @property
    def is_eager(self) -> bool:
        """Whether whoever loads the object loads it too."""
        return self.lazy in _EAGER

    @property
    def link(self) -> ast.expr | None:
        """The table or class between both sides, where each side can have several of the other."""
        inner = keyword(self.call, "sa_relationship")
        options = inner if isinstance(inner, ast.Call) else self.call
        return keyword(options, "link_model") or keyword(options, "secondary")

    @cached_property
    def cascade(self) -> frozenset[str]:
        """The words of its `cascade`, as SQLModel's `cascade_delete` sets them, too."""
        if getattr(keyword(self.call, "cascade_delete"), "value", False) is True:
            return frozenset({"all", "delete-orphan"})
        given = self._option("cascade")
        if not isinstance(given, ast.Constant) or not isinstance(given.value, str):
            return frozenset()
        return frozenset(word.strip() for word in given.value.split(","))

    def _option(self, name: str) -> ast.expr | None:
        inner = keyword(self.call, "sa_relationship")
        call = inner if isinstance(inner, ast.Call) else self.call
        options = keyword(call, "backref" if self.backref else "sa_relationship_kwargs")
        if isinstance(options, ast.Call):
            return keyword(options, name)
        if isinstance(options, ast.Dict):
            keys = (getattr(key, "value", None) for key in options.keys)
            return next((value for key, value in zip(keys, options.values, strict=True) if key == name), None)
        return None if self.backref else keyword(call, name)

    @property
    def is_recursive(self) -> bool:
        """Whether it leads to objects of its own class, so that no default can load it to the end."""
        own = {self.owner, *self.owner.mro(), *self.owner.descendants()}
        return bool(own & set(self.targets))


class Mapping:
    """The mapped classes of `model`'s program."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.relationships: list[Relationship] = []
        self._is_mapped: dict[Class, bool] = {}
        self._mapped: dict[Values, frozenset[Class]] = {}
        self._keys: dict[Class, frozenset[str]] = {}
        self._own: dict[Class, dict[str, Relationship]] = defaultdict(dict)
        found = imperatives(model)
        self._tables = {mapped.cls: mapped.table for mapped in found}
        self._mappers = mappers(found)
        for mapped in found:
            for name, given in mapped.properties:
                for call in self._calls(given):
                    self._declare(mapped.cls, name, call, "", mapped.module)
        declared = [(cls, cls.module, *found) for cls in model.program.classes for found in declarations(cls)]
        for cls, module, name, value, annotation in (*declared, *self._declared_below()):
            for call in self._calls(value):
                self._declare(cls, name, call, annotation, module)
            if isinstance(value, ast.Call) and self._is_deferred(value):
                self._add(Relationship(cls, name, module, value, False, (), False, "select", column=True))

    def is_mapped(self, cls: Class) -> bool:
        """Whether a class has a table."""
        if cls not in self._is_mapped:
            self._is_mapped[cls] = self._has_table(cls)
        return self._is_mapped[cls]

    def _has_table(self, cls: Class) -> bool:
        for found in cls.mro():
            if {"__tablename__", "__table__"} & found.names or self._own.get(found) or is_table(found):
                return True
            if found in self._tables:
                return True
        return bool(cls.bases) and not _DECLARATIVE.isdisjoint(cls.externals())

    def find(self, cls: Class, name: str) -> Relationship | None:
        """Return a relationship of a class or of its bases."""
        for found in cls.mro():
            if name in self._own.get(found, ()):
                return self._own[found][name]
        return None

    def of(self, node: ast.expr, name: str) -> tuple[Relationship, ...]:
        """Return the relationships that `node.name` can read."""
        found: dict[Relationship, None] = {}
        for value in self.model.instances(node):
            if isinstance(value.cls, Class) and (relationship := self.find(value.cls, name)):
                found[relationship] = None
        return tuple(found)

    def mapped(self, node: ast.AST) -> frozenset[Class]:
        """Return the mapped classes that an expression can be an instance of."""
        values = self.model.values(node)
        found = self._mapped.get(values)
        if found is None:
            classes = (value.cls for value in values if isinstance(value, Instance))
            found = frozenset(cls for cls in classes if isinstance(cls, Class) and self.is_mapped(cls))
            self._mapped[values] = found
        return found

    def holds(self, node: ast.AST) -> bool:
        """Whether an expression can be a mapped object, or contain one."""
        found = list(self.model.instances(node))
        for value in tuple(found):
            inside = (one for part in value.of for one in self.model.flow.content(part))
            found += (one for one in inside if isinstance(one, Instance))
        return any(isinstance(value.cls, Class) and self.is_mapped(value.cls) for value in found)

    def all_of(self, cls: Class) -> Iterator[Relationship]:
        """Yield the relationships of a class and of its bases."""
        for found in cls.mro():
            yield from self._own.get(found, {}).values()

    def keys_of(self, cls: Class) -> frozenset[str]:
        """Return the attributes of a class that are its primary key."""
        if cls not in self._keys:
            self._keys[cls] = frozenset(name for base in cls.mro() for name in _keys(base))
        return self._keys[cls]

    def named(self, name: str) -> list[Relationship]:
        """Return every relationship of a name."""
        return [found for found in self.relationships if found.name == name]

    def _declared_below(self) -> Iterator[tuple[Class, Module, str, ast.expr, str]]:
        """Yield what modules give a class below its statement: `Post.author = relationship(Author)`."""
        for module in self.model.program.modules:
            for statement in module.tree.body:
                match statement:
                    case ast.Assign(
                        targets=[ast.Attribute(value=ast.Name() as owner, attr=name)], value=ast.Call() as value
                    ):
                        for found in self.model.values(owner):
                            if isinstance(found, ClassValue) and {"__tablename__", "__table__"} & found.cls.names:
                                yield found.cls, module, name, value, ""

    def _calls(self, value: ast.expr) -> Iterator[ast.Call]:
        """Yield the call that declares a relationship, if `value` is one."""
        if not isinstance(value, ast.Call):
            return
        site = self.model.site(value)
        if site is not None and _RELATIONSHIPS & set(site.externals):
            yield value

    def _is_deferred(self, call: ast.Call) -> bool:
        given = keyword(call, "deferred")
        if isinstance(given, ast.Constant) and given.value is True:
            return True
        site = self.model.site(call)
        return site is not None and "sqlalchemy.orm.deferred" in site.externals

    def _declare(self, cls: Class, name: str, call: ast.Call, annotation: str, module: Module) -> None:
        inner = keyword(call, "sa_relationship")
        options = inner if isinstance(inner, ast.Call) else call
        targets = self._targets(cls, name, call, module)
        several = bool(_SEVERAL.search(annotation)) if annotation else self._is_several(cls, options, targets)
        self._add(Relationship(cls, name, module, call, False, targets, several, _lazy(call, annotation)))
        given = keyword(options, "backref")
        text = given.args[0] if isinstance(given, ast.Call) and given.args else given
        if isinstance(text, ast.Constant) and isinstance(text.value, str):
            lazy = _lazy(given) if isinstance(given, ast.Call) else "select"
            one = isinstance(given, ast.Call) and _is_false(keyword(given, "uselist"))
            back = not one and (not several or keyword(options, "secondary") is not None)
            for target in targets:
                self._add(Relationship(target, text.value, module, call, True, (cls,), back, lazy))

    def _add(self, relationship: Relationship) -> None:
        self.relationships.append(relationship)
        self._own[relationship.owner].setdefault(relationship.name, relationship)

    def _targets(self, cls: Class, name: str, call: ast.Call, module: Module) -> tuple[Class, ...]:
        found: dict[Class, None] = {}
        if cls in self._tables and call.args:
            given = self._mappers.get((module, getattr(call.args[0], "id", "")))
            classes = (value.cls for value in self.model.values(call.args[0]) if isinstance(value, ClassValue))
            return tuple(dict.fromkeys([given] if given is not None else classes))
        for value in self.model.flow.places.get((cls, name), frozenset()) | self.model.values(call):
            for instance in _contents(frozenset([value])):
                if isinstance(instance.cls, Class):
                    found[instance.cls] = None
        return tuple(found)

    def _is_several(self, cls: Class, call: ast.Call, targets: tuple[Class, ...]) -> bool:
        """Tell a collection from an object, where no annotation does: by the side that has the foreign key."""
        if _is_false(keyword(call, "uselist")):
            return False
        if keyword(call, "secondary") is not None or keyword(call, "collection_class") is not None:
            return True
        if cls in targets:
            return keyword(call, "remote_side") is None
        tables = {table for target in targets for table in self.table_names(target)}
        return not any(key.partition(".")[0] in tables for found in cls.mro() for key in self._foreign_keys(found))

    def is_imperative(self, cls: Class) -> bool:
        """Whether a class is mapped by a call, and knows nothing of its mapping."""
        return any(found in self._tables for found in cls.mro())

    def table_names(self, cls: Class) -> Iterator[str]:
        """Yield the names that a class's table may have."""
        table = self._tables.get(cls)
        if table is not None and table.args and isinstance(table.args[0], ast.Constant):
            yield str(table.args[0].value)
        yield cls.name.lower()  # SQLModel's own choice
        for name, value, _ in declarations(cls):
            if name == "__tablename__" and isinstance(value, ast.Constant):
                yield str(value.value)

    def _foreign_keys(self, cls: Class) -> Iterator[str]:
        for _, value, _ in declarations(cls):
            yield from _foreign_keys(value)
        if (table := self._tables.get(cls)) is not None:
            yield from _foreign_keys(table)


def keyword(call: ast.Call, name: str) -> ast.expr | None:
    """Return a keyword argument of a call."""
    return next((found.value for found in call.keywords if found.arg == name), None)


def is_table(cls: Class) -> bool:
    """Whether a class statement says `table=True`, as SQLModel's tables do."""
    return any(
        found.arg == "table" and isinstance(found.value, ast.Constant) and found.value.value is True
        for found in getattr(cls.node, "keywords", [])
    )


def declarations(cls: Class) -> Iterator[tuple[str, ast.expr, str]]:
    """Yield the attributes of a class body with their values and annotations; a `declared_attr` is what it returns."""
    for statement in getattr(cls.node, "body", []):
        match statement:
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                yield name, value, ast.unparse(statement.annotation)
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                yield name, value, ""
            case ast.FunctionDef(name=name, decorator_list=[_, *_]):
                for inner in statement.body:
                    if isinstance(inner, ast.Return) and isinstance(inner.value, ast.Call):
                        yield name, inner.value, ""


def _keys(cls: Class) -> Iterator[str]:
    """Yield the attributes of a class body that are declared with `primary_key=True`."""
    for statement in getattr(cls.node, "body", []):
        if isinstance(statement, ast.AnnAssign | ast.Assign) and "primary_key=True" in ast.unparse(statement):
            targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
            yield from map(written, targets)


def _lazy(call: ast.Call, annotation: str = "") -> str:
    given = keyword(call, "lazy")
    inner = keyword(call, "sa_relationship")
    if isinstance(inner, ast.Call):
        return _lazy(inner, annotation)
    options = keyword(call, "sa_relationship_kwargs")
    if isinstance(options, ast.Dict):
        for key, value in zip(options.keys, options.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "lazy":
                given = value
    elif isinstance(options, ast.Call):
        given = keyword(options, "lazy")
    if given is None:
        return next((lazy for text, lazy in _ANNOTATED.items() if text in annotation), "select")
    return str(given.value) if isinstance(given, ast.Constant) else "?"


def _contents(values: Values) -> Iterator[Instance]:
    for value in values:
        if isinstance(value, Instance):
            if isinstance(value.cls, Class):
                yield value
            for part in value.of:
                if not isinstance(part, Cell):
                    yield from _contents(part)


def _foreign_keys(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            named = getattr(node.func, "id", None) or getattr(node.func, "attr", None)
            texts = node.args[:1] if named == "ForeignKey" else [keyword(node, "foreign_key")]
            for text in texts:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    yield text.value
                elif isinstance(text, ast.Attribute):
                    yield f"{ast.unparse(text.value).lower()}.{text.attr}"


def refers(cls: Class, name: str) -> bool:
    """Whether an attribute of a class is a column with a foreign key."""
    return any(
        declared == name and _has_foreign_key(value)
        for found in cls.mro()
        for declared, value, _ in declarations(found)
    )


def foreign_keys(cls: Class) -> Iterator[tuple[str, set[str]]]:
    """Yield the columns of a class with a foreign key, each with the tables that it refers to."""
    for found in cls.mro():
        for name, value, _ in declarations(found):
            tables = {key.rpartition(".")[0].rpartition(".")[2] for key in _foreign_keys(value)}
            if tables:
                yield name, tables


def _has_foreign_key(value: ast.expr) -> bool:
    named = {
        getattr(node.func, "id", None) or getattr(node.func, "attr", None)
        for node in ast.walk(value)
        if isinstance(node, ast.Call)
    }
    return "ForeignKey" in named or has_keyword(walk(value), {"foreign_key"})


def has_keyword(parts: list[ast.AST], names: set[str]) -> bool:
    """Whether nodes hold a keyword argument, or a key of a dictionary, of one of some names."""
    return any(
        (isinstance(node, ast.keyword) and node.arg in names)
        or (isinstance(node, ast.Dict) and any(getattr(key, "value", None) in names for key in node.keys))
        for node in parts
    )


def _is_false(node: ast.expr | None) -> bool:
    return isinstance(node, ast.Constant) and node.value is False
