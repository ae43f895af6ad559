"""The edit that loads an object again behind the commit that expired it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.dominance import surely_before
from aiolift.program.edits import Edit
from aiolift.program.entities import Comprehension

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.objects.expiry_state import Expired
    from aiolift.lint.subject import Subject

RULE = "refresh-after-commit"
_LOOPS = ast.For | ast.AsyncFor | ast.While


def refreshed(subject: Subject, found: Expired) -> tuple[Edit, ...]:
    """Return the edit, or none where the commit is no statement of its own, or the object may not be loaded there.

    It may be deleted, unbound, or another one than is read: the name is bound anew in between.
    """
    module, call = found.module, found.by
    match module.statement(call):
        case ast.Expr(value=ast.Await(value=ast.Call(func=ast.Attribute(value=session)) as awaited)) as statement if (
            awaited is call
        ):
            pass
        case _:
            return ()
    if found.what != "commit" or not subject.sessions.is_session(session) or not _is_one(subject, found):
        return ()
    if not module.stands_alone(statement) or not _is_bound(found, statement):
        return ()
    if _is_rebound(found, statement) or _is_deleted(subject, found):
        return ()
    line = f"{module.file.newline}{module.indent(statement)}await {module.segment(session)}.refresh({found.name})"
    end = module.end(statement)
    rest = module.text[end:].partition("\n")[0].rstrip("\r")
    return (Edit(end + len(rest), end + len(rest), line, RULE),)


def _is_one(subject: Subject, found: Expired) -> bool:
    names = [
        node
        for node in ast.walk(found.function.node)
        if isinstance(node, ast.Name) and node.id == found.name and isinstance(node.ctx, ast.Load)
    ]
    return all(subject.model.mapping.mapped(node) for node in names)


def _is_bound(found: Expired, statement: ast.stmt) -> bool:
    if any(parameter.arg == found.name for parameter in found.function.parameters):
        return True
    spans = surely_before(found.module, statement)
    return any(start <= found.module.start(node) < end for node in _stores(found) for start, end in spans)


def _stores(found: Expired) -> Iterator[ast.Name]:
    """Yield where the object's name is bound."""
    for node in ast.walk(found.function.node):
        if isinstance(node, ast.Name) and node.id == found.name and isinstance(node.ctx, ast.Store):
            yield node


def _is_rebound(found: Expired, statement: ast.stmt) -> bool:
    """Whether the name is bound between the commit and the read, which can be that of a loop's next round."""
    module = found.module
    around = list(module.ancestors(found.node))
    own = [node for outer in around if isinstance(outer, Comprehension) for node in ast.walk(outer)]
    start, end = module.end(statement), module.start(found.node)
    loops = [outer for outer in module.ancestors(statement) if isinstance(outer, _LOOPS)]
    shared = [loop for loop in loops if loop in around]
    if end < start and shared:
        start, end = module.start(shared[0]), module.end(shared[0])
    elif left := [loop for loop in loops if loop not in around]:
        start = module.start(left[-1])  # what its last round bound is read
    return any(node in own or start <= module.start(node) < end for node in _stores(found))


def _is_deleted(subject: Subject, found: Expired) -> bool:
    return any(
        subject.sessions.method(site) in {"delete", "expunge"}
        for site in subject.model.sites
        if site.function is found.function
    )
