"""Sessions that are closed before the response of their request is sent."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from aiolift.analysis.requirements.releases import Releases
from aiolift.knowledge.fastapi_releases import ENDS_BEFORE_RESPONSE
from aiolift.program.entities import Class

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model, Site
    from aiolift.analysis.reachable import Reachable
    from aiolift.analysis.sessions.async_sessions import AsyncSessions
    from aiolift.analysis.sessions.traces import Traces
    from aiolift.analysis.web.dependencies import Dependencies, Dependency
    from aiolift.program.entities import Function


def ends_early(fastapi: Releases) -> str | None:
    """Return which FastAPI ends dependencies before the response, of those that the program can run with, or None."""
    first, end = ENDS_BEFORE_RESPONSE
    if fastapi.since(end) or fastapi.before(first):
        return None
    if fastapi.before(end) and fastapi.since(first):
        return "this FastAPI"
    allowed = "no requirement rules out" if fastapi == Releases() else "the requirements allow"
    return f"FastAPI {first.major}.{first.minor} to {end.major}.{end.minor - 1}, which {allowed}"


class EndedSessions:
    """The sessions of `model`'s program that are closed before what is sent later can use them.

    :param early: the FastAPI that ends every dependency before the response, where the program can run with such.
    """

    def __init__(
        self,
        model: Model,
        sessions: AsyncSessions,
        dependencies: Dependencies,
        traces: Traces,
        reachable: Reachable,
        *,
        early: str | None,
    ) -> None:
        self._model = model
        self._sessions = sessions
        self._dependencies = dependencies
        self._traces = traces
        self._reachable = reachable
        self._early = early

    def why(self, site: Site, given: ast.expr) -> str | None:
        """Return what closes the session in an argument of a call before the response is sent; None where nothing does.

        :param given: the argument, or the expression behind it.
        """
        carried = list(self._sessions.carried(given))
        block = self._block(site, carried)
        if block is not None:
            return block
        for dependency, users, nodes in self._ended:
            if site.function in users and any(self._is_of(node, nodes) for node in carried):
                scope = self._dependencies.scope(dependency)
                end = 'has the scope "function"' if scope == "function" else f"ends with the endpoint in {self._early}"
                return f"`{dependency.site.module.headline(dependency.site.node)}` {end}"
        return None

    def _block(self, site: Site, carried: list[ast.expr]) -> str | None:
        """Return the `async with` around a call that closes the session, or what holds it, when it is left."""
        names = {node.id for node in carried if isinstance(node, ast.Name)}
        for outer in site.module.ancestors(site.node):
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                return None
            for item in outer.items if isinstance(outer, ast.AsyncWith) else ():
                bound = item.optional_vars
                if isinstance(bound, ast.Name) and bound.id in names:
                    return f"`async with {site.module.headline(item.context_expr)}` is left before"
        return None

    @cached_property
    def _ended(self) -> list[tuple[Dependency, set[Function], set[ast.AST]]]:
        """The dependencies that end early, with what runs in their scope, and where their session is read."""
        found = []
        for dependency in self._dependencies.all:
            if self._early is None and self._dependencies.scope(dependency) != "function":
                continue
            if not any(provider.is_generator for provider in dependency.providers):
                continue
            nodes: set[ast.AST] = set()
            for user, name in self._loads(dependency):
                nodes |= self._traces.of(user.module, *name).nodes
            asking = [user for one in self._dependencies.all if self._uses(one, dependency) for user in one.users]
            found.append((dependency, set(self._reachable.from_([*dependency.users, *asking])), nodes))
        return found

    def _loads(self, dependency: Dependency) -> Iterator[tuple[Function, list[ast.Name]]]:
        """Yield the functions that ask, with where they read the parameter."""
        for user in dependency.users:
            names = {parameter.arg for parameter in user.parameters if parameter in dependency.parameters}
            yield (
                user,
                [
                    node
                    for node in ast.walk(user.node)
                    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in names
                ],
            )

    def _uses(self, one: Dependency, other: Dependency) -> bool:
        """Whether the providers of a dependency ask for another one."""
        return any(user in one.providers for user in other.users)

    def _is_of(self, node: ast.expr, nodes: set[ast.AST]) -> bool:
        """Whether an expression is such a session, or an object that keeps one."""
        if node in nodes:
            return True
        classes = {one.cls for one in self._model.instances(node) if isinstance(one.cls, Class)}
        kept = [read.value for read in nodes if isinstance(read, ast.Attribute)] if classes else []
        return any(
            isinstance(one.cls, Class) and any(one.cls in cls.mro() or cls in one.cls.mro() for cls in classes)
            for owner in kept
            for one in self._model.instances(owner)
        )
