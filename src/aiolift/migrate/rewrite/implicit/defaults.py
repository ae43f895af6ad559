"""`lazy="selectin"` on the relationships that are read where nobody can await."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.relationships import keyword
from aiolift.migrate.rewrite.implicit.decide import RULE

if TYPE_CHECKING:
    from aiolift.analysis.relationships import Relationship
    from aiolift.migrate.context import Context
    from aiolift.migrate.rewrite.implicit.decide import Decisions

#: How deep a tree is loaded: without a depth, a relationship to its own class is loaded once.
_DEPTH = 10
_SQLMODEL = "sqlmodel.Relationship"


def rewrite(context: Context, decisions: Decisions) -> None:
    """Write the option where each relationship is declared."""
    written: set[tuple[ast.Call, bool]] = set()
    for relationship, why in decisions.defaults.items():
        module = relationship.module
        if (relationship.call, relationship.backref) in written:
            continue  # a schema has the name of the model, so that both seem to have the backref
        written.add((relationship.call, relationship.backref))
        if relationship.column:
            _column(context, relationship, why)
        elif relationship.backref:
            _backref(context, relationship, why)
        elif _is_sqlmodel(context, relationship.call):
            _sqlmodel(context, relationship, why)
        else:
            _set(context, relationship, relationship.call, why)
        owner = relationship.owner.name
        deep = f", {_DEPTH} levels deep" if relationship.is_recursive else ""
        context.note(
            f"{owner}.{relationship.name} is loaded with every {owner}{deep}: {why}", module, relationship.call
        )


def _options(relationship: Relationship) -> dict[str, str]:
    """Return the options of a relationship that is loaded by default, as they are written."""
    return {"lazy": '"selectin"'} | ({"join_depth": str(_DEPTH)} if relationship.is_recursive else {})


def _as_keywords(relationship: Relationship) -> str:
    return ", ".join(f"{name}={value}" for name, value in _options(relationship).items())


def _as_entries(relationship: Relationship) -> str:
    return ", ".join(f'"{name}": {value}' for name, value in _options(relationship).items())


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


def _set(context: Context, relationship: Relationship, call: ast.Call, why: str) -> None:
    given = keyword(call, "lazy")
    if given is not None:
        context.replace_node(relationship.module, given, '"selectin"', RULE, why)
    else:
        context.add_argument(relationship.module, call, _as_keywords(relationship), RULE, why)


def _backref(context: Context, relationship: Relationship, why: str) -> None:
    inner = keyword(relationship.call, "sa_relationship")
    given = keyword(inner if isinstance(inner, ast.Call) else relationship.call, "backref")
    if isinstance(given, ast.Call):
        _set(context, relationship, given, why)
    elif given is not None:
        name = context.imports(relationship.module).need("sqlalchemy.orm", "backref")
        context.wrap(relationship.module, given, f"{name}(", f", {_as_keywords(relationship)})", RULE, why)


def _sqlmodel(context: Context, relationship: Relationship, why: str) -> None:
    module, call = relationship.module, relationship.call
    inner = keyword(call, "sa_relationship")
    options = keyword(call, "sa_relationship_kwargs")
    if isinstance(inner, ast.Call):
        _set(context, relationship, inner, why)
    elif options is None:
        context.add_argument(module, call, f"sa_relationship_kwargs={{{_as_entries(relationship)}}}", RULE, why)
    elif isinstance(options, ast.Call) and isinstance(options.func, ast.Name) and options.func.id == "dict":
        _set(context, relationship, options, why)
    elif isinstance(options, ast.Dict):
        _set_key(context, relationship, options, why)
    else:
        context.replace_node(
            module, options, f"{{**{module.segment(options)}, {_as_entries(relationship)}}}", RULE, why
        )


def _set_key(context: Context, relationship: Relationship, options: ast.Dict, why: str) -> None:
    module = relationship.module
    for key, value in zip(options.keys, options.values, strict=True):
        if isinstance(key, ast.Constant) and key.value == "lazy":
            context.replace_node(module, value, '"selectin"', RULE, why)
            return
    entry = _as_entries(relationship)
    if not options.keys:
        context.replace_node(module, options, f"{{{entry}}}", RULE, why)
        return
    first = options.keys[0] or options.values[0]
    start = module.start(first) if options.keys[0] is not None else module.start(first) - len("**")
    lead = module.text[module.start(options) + 1 : start]
    separator = lead if "\n" in lead else " "
    context.insert(module, start, f"{entry},{separator}", RULE, why)
