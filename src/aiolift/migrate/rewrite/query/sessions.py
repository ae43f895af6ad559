"""Which session asks for a query: the one that began it, by a name that is known where it is asked for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.definitions import argument
from aiolift.knowledge.database import SCOPED_SESSION, SESSIONS
from aiolift.program.entities import Class, Function
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.analysis.statements.queries import Use
    from aiolift.program.entities import Scope


def is_path(node: ast.expr) -> bool:
    """Whether an expression is a name, or attributes of one."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def session_for(model: Model, use: Use) -> str | None:
    """Return the expression of the session where a query is asked for; None where there is none, or more than one."""
    texts = {origin.session_text for origin in use.origins if is_path(origin.session)}
    if len(texts) == 1 and all(origin.made_by is not None for origin in use.origins):
        return texts.pop()
    if len(texts) == 1 and all(_means_the_same(model, use, origin.session, origin.module) for origin in use.origins):
        return texts.pop()
    return _of_receiver(model, use) or _of_argument(model, use) or session_in(model, use.function)


def _of_receiver(model: Model, use: Use) -> str | None:
    """Return `dao.db` where the query comes from a call `dao.method()` beside its use, and began as `self.db.query`."""
    found = set()
    for origin in use.origins:
        if origin.function is None or not isinstance(origin.session, ast.Attribute) or not is_path(origin.session):
            return None
        name, _, attributes = origin.module.segment(origin.session).partition(".")
        receivers = {
            use.module.segment(site.node.func.value)
            for site in model.callers.get(origin.function, ())
            if site.function is use.function and site.module is use.module
            if isinstance(site.node.func, ast.Attribute) and is_path(site.node.func.value)
        }
        if name != "self" or len(receivers) != 1:
            return None
        found.add(f"{receivers.pop()}.{attributes}")
    return found.pop() if len(found) == 1 else None


def _of_argument(model: Model, use: Use) -> str | None:
    """Return `db` where the query comes from a call `posts(db)` beside its use, and began as that parameter's query."""
    found = set()
    for origin in use.origins:
        function, session = origin.function, origin.session
        if function is None or not isinstance(session, ast.Name) or function.holder(session.id) is not function:
            return None
        for site in model.callers.get(function, ()):
            if site.function is use.function and site.module is use.module:
                given = argument(site, function, session.id)
                found.add(use.module.segment(given) if given is not None and is_path(given) else None)
    return found.pop() if len(found) == 1 else None


def session_in(model: Model, function: Function | None) -> str | None:
    """Return the expression of the one session that a function's code can name."""
    scope: Scope | None = function
    while scope is not None:
        found = [] if isinstance(scope, Class) else _names(model, scope)
        if found:
            return found[0] if len(found) == 1 else None
        scope = scope.parent
    return _attribute(model, function)


def _means_the_same(model: Model, use: Use, session: ast.expr, module: object) -> bool:
    """Whether a name of the session where the query began is the same variable where it is asked for."""
    root = session
    while isinstance(root, ast.Attribute):
        root = root.value
    if module is not use.module or not isinstance(root, ast.Name):
        return False
    here, there = model.scope(use.module, use.node), model.scope(use.module, session)
    holder = here.holder(root.id)
    if root.id in {"self", "cls"} and isinstance(session, ast.Attribute):
        return holder is not None and getattr(here.function, "owner", 0) is getattr(there.function, "owner", 1)
    return holder is not None and holder is there.holder(root.id)


def _names(model: Model, scope: Scope) -> list[str]:
    """Return a scope's sessions: its parameters, else its variables."""
    found = sorted(name for name in scope.names if _is_session(model, (scope, name)))
    given = {parameter.arg for parameter in scope.parameters} if isinstance(scope, Function) else set()
    return [name for name in found if name in given] or found


def _attribute(model: Model, function: Function | None) -> str | None:
    if function is None or function.owner is None:
        return None
    attributes = ((cls, "self", name) for cls in function.owner.mro() for name in model.attributes.get(cls, ()))
    found = {place[2] for place in attributes if _is_session(model, place)}
    return f"self.{found.pop()}" if len(found) == 1 else None


def _is_session(model: Model, place: tuple[object, ...]) -> bool:
    return any(
        isinstance(value, Instance) and value.cls in SESSIONS | {SCOPED_SESSION}
        for value in model.flow.places.get(place, ())
    )
