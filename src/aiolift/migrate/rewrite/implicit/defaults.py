"""`lazy="selectin"` on the relationships that are read where nobody can await.

Along a tree, `selectin` asks once for each path of relationships: with both directions, or two collections, the paths
double at each level. The way to one parent is `immediate`, which asks only for objects that the session does not have.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.mapping.relationships import keyword
from aiolift.migrate.rewrite.implicit.decide import RULE

if TYPE_CHECKING:
    from aiolift.analysis.mapping.relationships import Relationship
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions

#: How deep a tree is loaded: without a depth, a relationship to its own class is loaded once.
_DEPTH = 10
#: How many paths of collections to their own class one load may follow, each of which is a statement.
_PATHS = 30
_SQLMODEL = "sqlmodel.Relationship"


def rewrite(context: Context, decisions: Decisions) -> None:
    """Write the option where each relationship is declared."""
    written: set[tuple[ast.Call, bool]] = set()
    for relationship, why in decisions.defaults.items():
        module = relationship.module
        if (relationship.call, relationship.backref) in written:
            continue  # a schema has the name of the model, so that both seem to have the backref
        written.add((relationship.call, relationship.backref))
        options = _options(relationship, decisions)
        if relationship.column:
            _column(context, relationship, why)
        elif relationship.backref:
            _backref(context, relationship, options, why)
        elif _is_sqlmodel(context, relationship.call):
            _sqlmodel(context, relationship, options, why)
        else:
            _set(context, relationship, relationship.call, options, why)
        owner = relationship.owner.name
        deep = f", {options['join_depth']} levels deep" if relationship.is_recursive else ""
        whole = (
            "; one object's load is that of all that its parents lead to"
            if _loads_its_tree(relationship, decisions)
            else ""
        )
        context.note(
            f"{owner}.{relationship.name} is loaded with every {owner}{deep}: {why}{whole}", module, relationship.call
        )


def _options(relationship: Relationship, decisions: Decisions) -> dict[str, str]:
    """Return the options of a relationship that is loaded by default, as they are written."""
    if not relationship.is_recursive:
        if _leads_back(relationship, decisions):
            return {"lazy": '"selectin"', "join_depth": str(_DEPTH)}
        return {"lazy": '"selectin"'} | ({"join_depth": "2"} if relationship in decisions.behind else {})
    if not relationship.several:
        return {"lazy": '"immediate"', "join_depth": str(_DEPTH)}
    beside = len(_recursive(relationship, decisions, several=True))
    depth = next(n for n in range(_DEPTH, 0, -1) if n == 1 or sum(beside**level for level in range(1, n + 1)) <= _PATHS)
    return {"lazy": '"selectin"', "join_depth": str(depth)}


def _leads_back(relationship: Relationship, decisions: Decisions) -> bool:
    """Whether an object of the owner is also reached from those that the relationship leads to.

    Without a depth, SQLAlchemy does not load `Site.items` of a site that was reached from an item: its class is in the
    path. Only ways to one object count: along collections, each load would bring the next ones in.
    """
    if relationship not in decisions.anywhere:
        return False
    loaded = decisions.loaded
    own = {*relationship.owner.mro(), *relationship.owner.descendants()}
    reached = list(relationship.targets)
    for cls in reached:
        for found in decisions.context.model.mapping.all_of(cls):
            if found in loaded and not found.several:
                reached += (target for target in found.targets if target not in reached)
    return not own.isdisjoint(reached)


def _recursive(relationship: Relationship, decisions: Decisions, *, several: bool) -> list[Relationship]:
    """Return the relationships of one class to itself that are loaded by default: its collections, or the others."""
    return [
        found
        for found in decisions.defaults
        if found.is_recursive
        and found.several is several
        and found.owner in {*relationship.owner.mro(), *relationship.owner.descendants()}
    ]


def _loads_its_tree(relationship: Relationship, decisions: Decisions) -> bool:
    """Whether what a parent leads to is loaded as well."""
    return (
        relationship.is_recursive
        and not relationship.several
        and bool(_recursive(relationship, decisions, several=True))
    )


def _as_keywords(options: dict[str, str]) -> str:
    return ", ".join(f"{name}={value}" for name, value in options.items())


def _as_entries(options: dict[str, str]) -> str:
    return ", ".join(f'"{name}": {value}' for name, value in options.items())


def _column(context: Context, relationship: Relationship, why: str) -> None:
    """Make a deferred column an ordinary one."""
    module, call = relationship.module, relationship.call
    given = keyword(call, "deferred")
    if given is not None:
        context.replace_node(module, given, "False", RULE, why)
    else:
        context.replace(module, module.start(call), module.start(call.args[0]), "", RULE, why)
        context.replace(module, module.end(call.args[0]), module.end(call), "", RULE, why)


def _is_sqlmodel(context: Context, call: ast.Call) -> bool:
    site = context.model.site(call)
    return site is not None and _SQLMODEL in site.externals


def _set(context: Context, relationship: Relationship, call: ast.Call, options: dict[str, str], why: str) -> None:
    missing = {name: value for name, value in options.items() if keyword(call, name) is None}
    given = keyword(call, "lazy")
    if given is not None:
        context.replace_node(relationship.module, given, options["lazy"], RULE, why)
    if missing:
        context.add_argument(relationship.module, call, _as_keywords(missing), RULE, why)


def _backref(context: Context, relationship: Relationship, options: dict[str, str], why: str) -> None:
    inner = keyword(relationship.call, "sa_relationship")
    given = keyword(inner if isinstance(inner, ast.Call) else relationship.call, "backref")
    if isinstance(given, ast.Call):
        _set(context, relationship, given, options, why)
    elif given is not None:
        name = context.imports(relationship.module).need("sqlalchemy.orm", "backref")
        context.wrap(relationship.module, given, f"{name}(", f", {_as_keywords(options)})", RULE, why)


def _sqlmodel(context: Context, relationship: Relationship, options: dict[str, str], why: str) -> None:
    module, call = relationship.module, relationship.call
    inner = keyword(call, "sa_relationship")
    given = keyword(call, "sa_relationship_kwargs")
    if isinstance(inner, ast.Call):
        _set(context, relationship, inner, options, why)
    elif given is None:
        context.add_argument(module, call, f"sa_relationship_kwargs={{{_as_entries(options)}}}", RULE, why)
    elif isinstance(given, ast.Call) and isinstance(given.func, ast.Name) and given.func.id == "dict":
        _set(context, relationship, given, options, why)
    elif isinstance(given, ast.Dict):
        _set_keys(context, relationship, given, options, why)
    else:
        context.replace_node(module, given, f"{{**{module.segment(given)}, {_as_entries(options)}}}", RULE, why)


def _set_keys(context: Context, relationship: Relationship, given: ast.Dict, options: dict[str, str], why: str) -> None:
    module = relationship.module
    missing = dict(options)
    for key, value in zip(given.keys, given.values, strict=True):
        if isinstance(key, ast.Constant) and key.value in options:
            if key.value == "lazy":
                context.replace_node(module, value, options["lazy"], RULE, why)
            del missing[key.value]
    if not missing:
        return
    entry = _as_entries(missing)
    if not given.keys:
        context.replace_node(module, given, f"{{{entry}}}", RULE, why)
        return
    first = given.keys[0] or given.values[0]
    start = module.start(first) if given.keys[0] is not None else module.start(first) - len("**")
    lead = module.text[module.start(given) + 1 : start]
    separator = lead if "\n" in lead else " "
    context.insert(module, start, f"{entry},{separator}", RULE, why)
