"""Relationships that lead elsewhere than what a session has loaded of them: by foreign keys, deletions and statements.

`Post(author_id=1)` is in `author.posts` once that is loaded again, which a commit sees to; an append is there at once.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import foreign_keys
from aiolift.analysis.objects.unseen_writes import last_name
from aiolift.program.values import ClassValue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.sessions.unit_of_work import UnitOfWork
    from aiolift.program.entities import Class, Function

#: Methods that set attributes by names that the text does not say.
_SETS_ANY = frozenset({"sqlmodel_update", "model_validate", "from_orm", "parse_obj"})
_DML = frozenset(f"{package}.{name}" for package in ("sqlalchemy", "sqlmodel") for name in ("insert", "delete"))
_UPDATES = frozenset({"sqlalchemy.update", "sqlmodel.update"})


class Moved:
    """The relationships that each function of `model`'s program moves, and where."""

    def __init__(self, model: Model, work: UnitOfWork) -> None:
        self._model = model
        self._work = work
        self._known: dict[Function, dict[Relationship, list[int]]] = {}

    def of(self, function: Function) -> dict[Relationship, list[int]]:
        """Return the relationships that a function moves, by itself or through others, with the offsets."""
        if function not in self._known:
            found: dict[Relationship, list[int]] = defaultdict(list)
            for position, relationship in self._direct.get(function, ()):
                found[relationship].append(position)
            for site in self._model.calls_in.get(function, ()) if self._spread else ():
                for target in (*site.targets, *self._model.handed_to(site)):
                    for relationship in self._spread.get(target, ()):
                        found[relationship].append(site.module.start(site.node))
            self._known[function] = dict(found)
        return self._known[function]

    def reads(self, function: Function) -> set[Relationship]:
        """Return the relationships that a function reads, by itself or through others."""
        return self._reads.get(function, set())

    @cached_property
    def _reads(self) -> dict[Function, set[Relationship]]:
        found: dict[Function, set[Relationship]] = defaultdict(set)
        for read in self._model.lazy_reads:
            if read.function is not None and read.certain:
                found[read.function].update(read.relationships)
        return self._model.with_callees(found)

    @cached_property
    def _spread(self) -> dict[Function, set[Relationship]]:
        found: dict[Function, set[Relationship]] = defaultdict(set)
        for function, facts in self._direct.items():
            found[function] = {relationship for _, relationship in facts}
        return self._model.with_callees(found)

    @cached_property
    def _keys(self) -> dict[str, dict[Class, set[Relationship]]]:
        """The columns with a foreign key, by name and class, with the relationships of both sides that they make."""
        found: dict[str, dict[Class, set[Relationship]]] = defaultdict(dict)
        mapping = self._model.mapping
        for cls in self._model.program.classes:
            if not mapping.is_mapped(cls):
                continue
            family = {*cls.mro(), *cls.descendants()}
            for name, tables in foreign_keys(cls):
                led = {
                    one
                    for one in mapping.relationships
                    if not one.column
                    and (
                        (one.owner in family and not one.several and _has_table(self._model, one.targets, tables))
                        or (not family.isdisjoint(one.targets) and _has_table(self._model, [one.owner], tables))
                        or (one.link is not None and last_name(one.link) == cls.name)
                    )
                }
                if led:
                    found[name][cls] = led
        return found

    @cached_property
    def _of_rows(self) -> dict[Class, set[Relationship]]:
        """The relationships that rows of each class are in."""
        found: dict[Class, set[Relationship]] = defaultdict(set)
        for by_class in self._keys.values():
            for cls, led in by_class.items():
                found[cls] |= {one for one in led if cls in one.targets or one.link is not None}
        return found

    @cached_property
    def _direct(self) -> dict[Function, list[tuple[int, Relationship]]]:
        found: dict[Function, list[tuple[int, Relationship]]] = defaultdict(list)
        if self._keys:
            for function, position, relationships in self._facts():
                found[function] += [(position, relationship) for relationship in relationships]
        return found

    def _facts(self) -> Iterator[tuple[Function, int, Iterable[Relationship]]]:
        model, keys = self._model, self._keys
        for module in model.program.modules:
            for node in module.nodes(ast.Attribute):
                if node.attr in keys and isinstance(node.ctx, ast.Store):
                    function = model.function(module, node)
                    if function is not None and (led := self._led(model.mapping.mapped(node.value), node.attr)):
                        yield function, module.start(node), led
        for site in model.sites:
            if site.function is not None and (moved := set(self._moved(site))):
                yield site.function, site.module.start(site.node), moved
        for use in model.queries.uses:
            if use.function is not None and use.name in {"delete", "update"} and isinstance(use.node, ast.Call):
                entities = {cls for origin in use.origins for entity in origin.asked for cls in self._named(entity)}
                led = self._of_values(entities, [use.node]) if use.name == "update" else self._rows(entities)
                yield use.function, use.module.start(use.node), led

    def _led(self, classes: Iterable[Class], name: str) -> set[Relationship]:
        by_class = self._keys.get(name, {})
        return {one for cls in classes for one in by_class.get(cls, ())}

    def _moved(self, site: Site) -> Iterator[Relationship]:
        """Yield what a call moves."""
        call, mapping = site.node, self._model.mapping
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if call.keywords or name in _SETS_ANY:
            named = {given.arg for given in call.keywords}
            if None in named or name in _SETS_ANY or not self._keys.keys().isdisjoint(named):
                made = self._made(site, name)
                led = {
                    one
                    for column in (self._keys if None in named or name in _SETS_ANY else named & self._keys.keys())
                    for one in self._led(made, str(column))
                }
                yield from led if name == "sqlmodel_update" else led & self._rows(made)  # a new object moves no other's
        if name == "setattr" and len(call.args) == 3 and not isinstance(call.args[1], ast.Constant):
            for column in self._keys:
                yield from self._led(mapping.mapped(call.args[0]), column)
        if name == "delete" and call.args and self._work.session_method(site) == "delete":
            yield from self._rows(mapping.mapped(call.args[0]))
        if call.args and not _DML.isdisjoint(site.externals):
            yield from self._of_table(call.args[0])
        if call.args and not _UPDATES.isdisjoint(site.externals):
            outer = [found for found in site.module.ancestors(call) if isinstance(found, ast.Call)]
            given = [found for found in outer if getattr(found.func, "attr", "") == "values"]
            yield from self._of_values(self._named(call.args[0]), given)
        if name in {"insert", "delete"} and isinstance(call.func, ast.Attribute):
            yield from self._of_link(call.func.value)

    def _made(self, site: Site, name: str) -> frozenset[Class]:
        """Return the mapped classes of which a call makes an object, or whose object it sets attributes of."""
        mapping, func = self._model.mapping, site.node.func
        if name == "sqlmodel_update" and isinstance(func, ast.Attribute):
            return mapping.mapped(func.value)
        if name in _SETS_ANY and isinstance(func, ast.Attribute):
            return frozenset(self._named(func.value))
        return frozenset(self._named(func))

    def _named(self, node: ast.expr) -> set[Class]:
        return {value.cls for value in self._model.values(node) if isinstance(value, ClassValue)}

    def _of_table(self, node: ast.expr) -> set[Relationship]:
        """Return what the rows of a class, or of a table between two, are in."""
        return self._rows(self._named(node)) | self._of_link(node)

    def _rows(self, classes: Iterable[Class]) -> set[Relationship]:
        return {one for cls in classes for one in self._of_rows.get(cls, ())}

    def _of_link(self, node: ast.expr) -> set[Relationship]:
        return self._links.get(last_name(node), set())

    @cached_property
    def _links(self) -> dict[str, set[Relationship]]:
        """The relationships over a table or class between two, by its name."""
        found: dict[str, set[Relationship]] = defaultdict(set)
        for one in self._model.mapping.relationships:
            if one.link is not None:
                found[last_name(one.link)].add(one)
        return found

    def _of_values(self, classes: Iterable[Class], calls: Iterable[ast.Call]) -> set[Relationship]:
        """Return what an update moves by the values that calls give it; those that the text does not say may be any."""
        columns: set[str] = set()
        for call in calls:
            columns |= {given.arg for given in call.keywords if given.arg is not None}
            for value in (*call.args, *(given.value for given in call.keywords if given.arg is None)):
                if isinstance(value, ast.Dict) and None not in value.keys:
                    columns |= {_column(key) for key in value.keys if key is not None}
                else:
                    columns |= self._keys.keys()
        return {one for column in columns for one in self._led(classes, column)}


def _column(key: ast.expr) -> str:
    return str(key.value) if isinstance(key, ast.Constant) else last_name(key)


def _has_table(model: Model, classes: Iterable[Class], tables: set[str]) -> bool:
    return any(
        name in tables
        for cls in classes
        for found in (*cls.mro(), *cls.descendants())
        for name in model.mapping.table_names(found)
    )
