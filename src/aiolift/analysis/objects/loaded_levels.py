"""How many levels of a relationship to objects of its own class a query loads: each loader option loads one."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.objects.object_origins import named_classes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.objects.object_origins import Origin
    from aiolift.program.entities import Function

#: The names of the loader options, the old ones included.
LOADERS = frozenset({
    "selectinload", "joinedload", "subqueryload", "contains_eager", "immediateload", "undefer", "defaultload",
    "selectinload_all", "joinedload_all", "undefer_group",
})  # fmt: skip
_FILTERS = {"where", "filter"}
#: What loads as deep as it says, or as there is.
_DEPTH = "recursion_depth"


class LoadedLevels:
    """The levels that the loader options of `model`'s functions load.

    https://docs.sqlalchemy.org/en/21/orm/self_referential.html#configuring-self-referential-eager-loading
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    def ends_at(
        self, path: tuple[Relationship, ...], relationship: Relationship, functions: Iterable[Function | None]
    ) -> bool:
        """Whether the options of functions load a relationship for the objects on a path, and not for the last one."""
        levels = path.count(relationship)
        loaders = [site for function in functions for site in self._loaders[function, relationship.name]]
        depths = [self._depth(site, relationship.name) for site in loaders]
        return levels > 0 and bool(depths) and None not in depths and max(filter(None, depths)) == levels

    @cached_property
    def _loaders(self) -> dict[tuple[Function | None, str], list[Site]]:
        """The loader options of each function that name an attribute, by its name."""
        found: dict[tuple[Function | None, str], list[Site]] = defaultdict(list)
        for site in self._model.sites:
            if _is_loader(site.node):
                for name in _attributes(site.node):
                    found[site.function, name].append(site)
        return found

    def _depth(self, site: Site, name: str) -> int | None:
        """Return how many options of a chain name an attribute, up to this one; None where some cannot be seen."""
        depth = 0
        call: ast.expr = site.node
        while isinstance(call, ast.Call):
            if _is_loader(call):
                depth += sum(found == name for found in _attributes(call))
                unseen = any(isinstance(part, ast.Constant | ast.Starred) for part in call.args)
                if unseen or any(keyword.arg in {None, _DEPTH} for keyword in call.keywords):
                    return None
            before = call.func.value if isinstance(call.func, ast.Attribute) else None
            if not isinstance(before, ast.Call):
                begins = self._model.site(call)
                known = begins is not None and any(
                    one.rpartition(".")[0] == "sqlalchemy.orm" for one in begins.externals
                )
                if not known:
                    return None
                outer = self._around(site, call)
                if outer is None:
                    return depth
                before = outer
            call = before
        return None

    def _around(self, site: Site, first: ast.Call) -> ast.Call | None:
        """Return the loader whose `options(…)` a chain that begins with `first` is given to."""
        inner: ast.AST = first
        for outer in site.module.ancestors(first):
            if isinstance(outer, ast.stmt):
                return None
            if isinstance(outer, ast.Call) and inner in outer.args:
                function = outer.func
                if isinstance(function, ast.Attribute) and function.attr == "options":
                    before = function.value
                    return before if isinstance(before, ast.Call) and _is_loader(before) else None
                return None
            inner = outer
        return None


def asks_for_one(model: Model, origin: Origin) -> bool:
    """Whether an origin gives one object, by its key: others may have what it has not, as their own query loads it."""
    if origin.kind != "query":
        return origin.kind == "get"
    node = origin.node
    for outer in origin.function.module.ancestors(node) if origin.function is not None else ():
        match outer:
            case ast.Attribute(value=inner) if inner is node:
                node = outer
            case ast.Call(func=ast.Attribute(attr=name) as inner) if inner is node:
                if any(_is_key(model, part) for part in _conditions(outer, name)):
                    return True
                node = outer
            case _:
                return False
    return False


def _conditions(call: ast.Call, name: str) -> Iterator[ast.expr]:
    """Yield what a filter compares, on the left."""
    for part in call.args if name in _FILTERS else ():
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.Eq):
            yield part.left


def _is_key(model: Model, node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and any(
        node.attr in model.mapping.keys_of(cls) for cls in named_classes(model, node.value)
    )


def _is_loader(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in LOADERS


def _attributes(call: ast.Call) -> list[str]:
    """Return the attributes that an option names itself."""
    return [part.attr for given in call.args for part in ast.walk(given) if isinstance(part, ast.Attribute)]
