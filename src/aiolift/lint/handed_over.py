"""Sessions that are handed to what runs after the function that has them: a background task, a streamed body."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.lint.subject import Subject


def handed_over(subject: Subject, ends: tuple[str, ...]) -> Iterator[tuple[Site, ast.expr, ast.expr]]:
    """Yield the sessions, and what holds one, among the arguments of calls by the end of their dotted name.

    Each comes with its call, what the argument is or was assigned before, and the place to mark.

    A session that the function makes itself and does not close is the receiver's to close, and is not meant.
    """
    for site in subject.model.sites:
        if not any(f".{name}".endswith(ends) for name in site.externals):
            continue
        seen: set[str] = set()
        for argument in [*site.node.args, *(keyword.value for keyword in site.node.keywords)]:
            inner = _definition(site, argument)
            for session in subject.sessions.carried(inner):
                where = session if inner is argument and _within(argument, session) else argument
                text = ast.unparse(where)
                if text not in seen and not _is_given_away(subject, site, session):
                    seen.add(text)
                    yield site, inner, where
                    break


def _within(outer: ast.AST, node: ast.AST) -> bool:
    return any(part is node for part in ast.walk(outer))


def _definition(site: Site, argument: ast.expr) -> ast.expr:
    """Return what a variable was assigned in the same function: `body = rows(session)`."""
    if isinstance(argument, ast.Name) and site.function is not None:
        for node in ast.walk(site.function.node):
            if isinstance(node, ast.Assign) and any(getattr(one, "id", "") == argument.id for one in node.targets):
                return node.value if isinstance(node.value, ast.Call) and node.value.args else argument
    return argument


def _is_given_away(subject: Subject, site: Site, session: ast.expr) -> bool:
    if not isinstance(session, ast.Name) or site.function is None:
        return False
    return any(
        isinstance(node, ast.Assign)
        and any(getattr(target, "id", "") == session.id for target in node.targets)
        and isinstance(node.value, ast.Call)
        and (made := subject.model.site(node.value)) is not None
        and subject.sessions.makes(made)
        for node in ast.walk(site.function.node)
    )
