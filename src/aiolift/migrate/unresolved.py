"""Calls that could matter and whose receiver the flow does not know: they are listed, never guessed."""

from __future__ import annotations

import ast
import sys
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, ENGINE, SCOPED_SESSION, SESSIONS, does
from aiolift.migrate.kept_functions import possible_calls
from aiolift.migrate.plan import Unresolved
from aiolift.program.entities import Class
from aiolift.program.values import ClassValue, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.migrate.context import Context

#: Methods of sessions, connections and engines whose names hardly anything else has.
_DATABASE = frozenset({
    "add_all", "begin_nested", "bulk_insert_mappings", "bulk_save_objects", "bulk_update_mappings", "commit", "exec",
    "exec_driver_sql", "execute", "expunge", "flush", "get_one", "query", "raw_connection", "refresh", "rollback",
    "run_sync", "scalar", "scalars",
})  # fmt: skip

_SESSION = "sqlalchemy.orm.Session"
_HANDED = SESSIONS | {ENGINE, CONNECTION, SCOPED_SESSION}
#: Packages whose functions take a session without using it, or whose use of it has rules of its own.
_KNOWN = sys.stdlib_module_names | {
    "sqlalchemy", "sqlmodel", "fastapi", "starlette", "pytest", "httpx", "alembic", "fastapi_pagination", "pydantic",
    "dependency_injector", "factory", "sqladmin",
}  # fmt: skip


#: Builtins that give a function by a name, or by text.
_BY_TEXT = ("builtins.getattr()", "builtins.eval()", "builtins.globals()", "builtins.locals()", "builtins.vars()")
_GIVEN = "it is given a session, connection or engine that is async now, and its code was not read"
_GIVEN_BY_TEXT = "it is given a session, connection or engine that is async now, and what it calls is not known"
_COMPUTED = "it gives a method by a name that is computed, and some of those are async now"
_BY_NAME = "it gives a method of a session, connection or engine, which may be async now"
#: What may be one of the program's sessions, by the call's name.
_MAY_BE_A_SESSION = "what it is called on is not known; a session, connection or engine has a method of that name"


def unresolved(context: Context) -> Iterator[Unresolved]:
    """Yield the calls of unknown receivers by a name that a database method, or a method that is async now, has."""
    for site, why in _found(context):
        yield Unresolved(site.module.file.name, site.node.lineno, _spelled(site), why)


def mark(context: Context) -> None:
    """Leave a marker at each call that may be a session's: left sync, its coroutine would be dropped in silence."""
    for site, why in _found(context):
        if why in {_MAY_BE_A_SESSION, _BY_NAME, _GIVEN_BY_TEXT, _COMPUTED} and not context.is_replaced(
            site.module, site.module.start(site.node)
        ):
            context.mark(site.module, site.node, "AL927", f"`{_spelled(site)}`: {why}")


def _found(context: Context) -> Iterator[tuple[Site, str]]:
    methods = {function.name for function in context.colour.causes if function.owner is not None}
    names = _names_of_sessions(context)
    for site in context.model.sites:
        node = site.node
        if site.function in context.colour.islands or site.module in context.island_modules:
            continue  # what SQLAlchemy runs stays sync, whatever it is given
        if _hands_over(context, site):
            yield site, _GIVEN_BY_TEXT if _is_by_text(context, site) else _GIVEN
            continue
        if _gets_method(context, site):
            yield site, _BY_NAME
            continue
        if _computes_method(context, site):
            yield site, _COMPUTED
            continue
        if not isinstance(node.func, ast.Attribute) or not _is_unknown(context, site):
            continue
        name = node.func.attr
        if isinstance(site.module.parents.get(node), ast.Await) or context.is_awaited(node):
            continue
        if name in _DATABASE or (_last_name(node.func.value) in names and does(f"{_SESSION}.{name}") is not None):
            yield site, _MAY_BE_A_SESSION
        elif name in methods:
            yield site, "what it is called on is not known; a method of that name is async now"
    for site, function in possible_calls(context, _unheeded(context)):
        yield site, f"what it calls is not known; {function.name}, which is async now, is kept and takes such arguments"


def _unheeded(context: Context) -> Iterator[Site]:
    """Yield the calls of something unknown that nobody awaits or hands a session to."""
    for site in context.model.sites:
        if _is_unknown(context, site) and site.function is not None and not _hands_over(context, site):
            is_sync = site.function not in context.colour.islands and site.module not in context.island_modules
            if is_sync and not isinstance(site.module.parents.get(site.node), ast.Await | ast.withitem):
                yield site


def _gets_method(context: Context, site: Site) -> bool:
    """Whether a call is `getattr(session, name)` of what is async now, and the name may be that of a method."""
    given = site.node.args
    if "builtins.getattr" not in site.externals or len(given) < 2 or site.function in context.bridges.side.units:
        return False
    kinds = context.model.kinds(given[0]) & _HANDED
    if isinstance(given[1], ast.Constant):
        return any(does(f"{kind}.{given[1].value!s}") is not None for kind in kinds)
    return bool(kinds)


def _computes_method(context: Context, site: Site) -> bool:
    """Whether a call is `getattr(self, name)` of an object with methods that are async now, and is called there."""
    node, parent = site.node, site.module.parents.get(site.node)
    if "builtins.getattr" not in site.externals or site.function in context.bridges.side.units or len(node.args) < 2:
        return False
    if isinstance(node.args[1], ast.Constant) or any(isinstance(v, FunctionValue) for v in context.model.values(node)):
        return False
    called = isinstance(parent, ast.Call) and parent.func is node
    if isinstance(parent, ast.Assign) and isinstance(parent.targets[0], ast.Name) and site.function is not None:
        kept = parent.targets[0].id
        called = any(getattr(one.node.func, "id", None) == kept for one in context.model.calls_in[site.function])
    methods = (
        method
        for value in context.model.values(node.args[0])
        if isinstance(value, Instance | ClassValue) and isinstance(value.cls, Class)
        for cls in value.cls.mro()
        for method in cls.methods.values()
    )
    return called and any(map(context.colour.changes, methods))


def _is_by_text(context: Context, site: Site) -> bool:
    """Whether nothing at all is known of what is called: it may well be a function of the program."""
    return _is_unknown(context, site) or any(name.startswith(_BY_TEXT) for name in site.externals)


def _names_of_sessions(context: Context) -> set[str]:
    """Return what the program calls the sessions, known or not: `get` and `close` of such a name may be theirs."""
    known = {seed.node for seed in context.colour.seeds}
    return {
        name
        for site in context.model.sites
        if isinstance(site.node.func, ast.Attribute) and (name := _last_name(site.node.func.value)) is not None
        if (site.node in known and context.model.kinds(site.node.func.value) & SESSIONS)
        or (site.node.func.attr in _DATABASE and _is_unknown(context, site))
    }


def _last_name(node: ast.expr) -> str | None:
    """Return `session` of `session` and `self.session`."""
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else None


def _spelled(site: Site) -> str:
    return site.module.segment(site.node.func).splitlines()[-1].strip()[-80:]


def _hands_over(context: Context, site: Site) -> bool:
    """Whether a call gives a database object to code that is neither of the program nor of a library that we know."""
    if site.targets or site.node in context.owners or site.node in context.kept_sync:
        return False
    if site.function is None or site.function in context.bridges.side.units:
        return False
    if any(name.partition(".")[0] in _KNOWN and not name.startswith(_BY_TEXT) for name in site.externals):
        return False
    if not site.externals and context.model.values(site.node.func):
        return False
    given = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
    return any(not _HANDED.isdisjoint(context.model.kinds(argument)) for argument in given)


def counts(context: Context) -> dict[str, int]:
    """Return how many calls the program has, and how many of them reach nothing that is known."""
    sites = context.model.sites
    return {"calls": len(sites), "unresolved_calls": sum(_is_unknown(context, site) for site in sites)}


def _is_unknown(context: Context, site: Site) -> bool:
    return not site.targets and not site.externals and not context.model.values(site.node.func)
