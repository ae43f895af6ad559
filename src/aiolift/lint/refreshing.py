"""The edit that loads an object again behind the commit that expired it."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.dominance import surely_before
from aiolift.program.edits import Edit

if TYPE_CHECKING:
    from aiolift.analysis.expiry_state import Expired
    from aiolift.lint.subject import Subject

RULE = "refresh-after-commit"


def refreshed(subject: Subject, found: Expired) -> tuple[Edit, ...]:
    """Return the edit, or none where the commit is no statement of its own, or the object may be deleted or unbound."""
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
    if not _is_bound(found, statement) or _is_deleted(subject, found):
        return ()
    line = f"{module.file.newline}{module.indent(statement)}await {module.segment(session)}.refresh({found.name})"
    end = module.end(statement)
    rest = module.text[end:].partition("\n")[0].rstrip("\r")
    if rest.strip() and not rest.lstrip().startswith("#"):
        return ()  # another statement stands on the line
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
    return any(
        start <= found.module.start(node) < end
        for node in ast.walk(found.function.node)
        if isinstance(node, ast.Name) and node.id == found.name and isinstance(node.ctx, ast.Store)
        for start, end in spans
    )


def _is_deleted(subject: Subject, found: Expired) -> bool:
    return any(
        subject.sessions.method(site) in {"delete", "expunge"}
        for site in subject.model.sites
        if site.function is found.function
    )
