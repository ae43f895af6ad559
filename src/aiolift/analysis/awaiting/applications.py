"""Functions given to `map`, `filter`, `sorted`, `.sort`, `max` and `min`, where a comprehension can do the same."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aiolift.program.values import FunctionValue

if TYPE_CHECKING:
    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function


_APPLYING = frozenset({"map", "filter", "sorted", "max", "min", "sort"})


@dataclass(frozen=True, eq=False)
class Application:
    """One such call.

    :param name: the builtin's name, `sort` for a list's method.
    :param applied: the function, a lambda or a reference.
    :param items: what it is applied to, one by one.
    :param functions: what the reference can be.
    """

    site: Site
    name: str
    applied: ast.expr
    items: ast.expr
    functions: tuple[Function, ...]


def application(model: Model, site: Site) -> Application | None:
    """Return a call as an application, or None where it is none, or has no form as a comprehension."""
    node, name = site.node, "sort" if _sorts_in_place(site) else "".join(site.externals).removeprefix("builtins.")
    if site.targets or name not in _APPLYING:
        return None
    match name, node.args, node.keywords:
        case "sort", [], keywords if (key := _key(keywords)) is not None:
            assert isinstance(node.func, ast.Attribute)
            applied, items = key, node.func.value
        case "map" | "filter", [applied, items], []:
            pass
        case "sorted", [items], keywords if (key := _key(keywords)) is not None:
            applied = key
        case "max" | "min", [items], [ast.keyword(arg="key", value=applied)]:
            pass
        case _:
            return None
    if isinstance(items, ast.Starred) or isinstance(applied, ast.Starred) or not _takes_one(applied):
        return None
    functions = tuple(value.function for value in model.values(applied) if isinstance(value, FunctionValue))
    return Application(site, name, applied, items, functions) if functions else None


def _sorts_in_place(site: Site) -> bool:
    """Whether a statement sorts a list that has a name; what is not known to be something else is one."""
    func = site.node.func
    return (
        isinstance(func, ast.Attribute)
        and func.attr == "sort"
        and isinstance(func.value, ast.Name | ast.Attribute)
        and all(name == "builtins.list.sort" for name in site.externals)
        and isinstance(site.module.parents.get(site.node), ast.Expr)
    )


def _key(keywords: list[ast.keyword]) -> ast.expr | None:
    if {keyword.arg for keyword in keywords} <= {"key", "reverse"}:
        return next((keyword.value for keyword in keywords if keyword.arg == "key"), None)
    return None


def _takes_one(applied: ast.expr) -> bool:
    if not isinstance(applied, ast.Lambda):
        return isinstance(applied, ast.Name | ast.Attribute)
    arguments = applied.args
    several = arguments.posonlyargs or arguments.kwonlyargs or arguments.vararg or arguments.kwarg or arguments.defaults
    return len(arguments.args) == 1 and not several
