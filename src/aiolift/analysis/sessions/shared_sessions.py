"""Which session an expression works on: that of a repository is the one that the repository was made with."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program import nodes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.sessions.async_sessions import AsyncSessions
    from aiolift.program.entities import Function

#: How many objects around a session are looked through.
_DEPTH = 4


class SharedSessions:
    """Tells the sessions of `model`'s program apart by where they come from, as far as one function's text tells."""

    def __init__(self, model: Model, sessions: AsyncSessions) -> None:
        self._model = model
        self._sessions = sessions

    def source(self, function: Function | None, node: ast.expr, depth: int = _DEPTH) -> str:
        """Return one word for the session that an expression is or holds: the same one for the same session.

        It is the text of the expression where nothing says whence the session comes.
        """
        text = ast.unparse(node)
        if function is None or not depth:
            return text
        if isinstance(node, ast.Name):
            made = list(_assigned(function.node, node.id))
            if len(made) == 1:
                return self._of_made(function, made[0], depth) or text
            return (None if made else self._provided(function, node.id)) or text
        match node:
            case ast.Attribute(value=ast.Name(id="self"), attr=attr) if function.owner is not None:
                initialiser = next(
                    (cls.methods["__init__"] for cls in function.owner.mro() if "__init__" in cls.methods), None
                )
                kept = list(_kept(initialiser.node, attr)) if initialiser is not None else []
                if initialiser is not None and len(kept) == 1:
                    found = self._of_made(initialiser, kept[0], depth)
                    return f"self.{found}" if found else text
        return text

    def _of_made(self, function: Function, value: ast.expr, depth: int) -> str | None:
        """Return the source of what a variable was given: a session, or an object that was made with one."""
        if isinstance(value, ast.BoolOp):
            value = value.values[-1]
        if isinstance(value, ast.Name) and value.id in {parameter.arg for parameter in function.parameters}:
            return self._provided(function, value.id) or value.id
        if isinstance(value, ast.Attribute | ast.Name):
            return self.source(function, value, depth - 1)
        site = self._model.site(value) if isinstance(value, ast.Call) else None
        if site is None or not self._sessions.holds(site.node):
            return None
        given = [*site.node.args, *(keyword.value for keyword in site.node.keywords)]
        inside = [one for one in given if self._sessions.is_session(one) or self._sessions.holds(one)]
        return self._of_made(function, inside[0], depth - 1) if len(inside) == 1 and depth else None

    def _provided(self, function: Function, name: str, depth: int = _DEPTH) -> str | None:
        """Return the dependency behind a parameter that makes the session: FastAPI calls each once for a request."""
        parameter = next((found for found in function.parameters if found.arg == name), None)
        providers = self._model.providers.get(parameter, []) if parameter is not None else []
        if len(providers) != 1 or not depth:
            return None
        provider = providers[0]
        asked = [
            one.arg
            for one in provider.parameters
            if self._model.providers.get(one) and (self._sessions.is_session(one) or self._sessions.holds(one))
        ]
        if len(asked) == 1:
            return self._provided(provider, asked[0], depth - 1)
        return str(provider) if not asked and parameter is not None and self._sessions.is_session(parameter) else None


def _assigned(function: ast.AST, name: str) -> Iterator[ast.expr]:
    for target, value in _assignments(function):
        if isinstance(target, ast.Name) and target.id == name:
            yield value


def _kept(function: ast.AST, attribute: str) -> Iterator[ast.expr]:
    for target, value in _assignments(function):
        match target:
            case ast.Attribute(value=ast.Name(id="self"), attr=found) if found == attribute:
                yield value


def _assignments(function: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    for node in nodes.walk(function):
        yield from nodes.assignments(node)
