"""Which TestClients must stay: those that talk to WebSockets, which httpx's AsyncClient cannot."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.values import Cell

if TYPE_CHECKING:
    from aiolift.analysis.model import Model, Site
    from aiolift.program.entities import Function
    from aiolift.program.source import Module

CLIENT = "fastapi.testclient.TestClient"
_WEBSOCKET = f"{CLIENT}.websocket_connect"


class KeptClients:
    """The TestClients of a program that stay as they are.

    :ivar made: the calls that make them. Clients that are used in one place stay together.
    """

    def __init__(self, model: Model) -> None:
        self._model = model
        self.made: set[ast.AST] = set()
        self._functions: set[Function | None] = set()
        together = []
        for site in model.sites if model.naming({_WEBSOCKET}) else ():
            made = self._clients(site)
            if _WEBSOCKET in site.externals:
                self.made |= made
                if not made:
                    self._functions.add(site.function)
            if len(made) > 1:
                together.append(made)
        for _ in together:
            for made in together:
                if made & self.made:
                    self.made |= made

    def _clients(self, site: Site) -> set[ast.AST]:
        """Return the calls that made the clients whose method a call calls."""
        if not isinstance(site.node.func, ast.Attribute):
            return set()
        return self.of(site.node.func.value)

    def of(self, node: ast.AST) -> set[ast.AST]:
        """Return the calls that made the clients which an expression, or a parameter, can be."""
        return made_clients(self._model, node)

    def keeps(self, site: Site) -> bool:
        """Whether a call makes or uses a client that stays."""
        if site.node in self.made or site.function in self._functions:
            return True
        return bool(self.made) and not self.made.isdisjoint(self._clients(site))

    def keeps_entered(self, module: Module, node: ast.expr) -> bool:
        """Whether an expression that `with` enters is a client that stays, or `stream(…)` of one."""
        client = node.func.value if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) else node
        return bool((self.of(node) | self.of(client)) & self.made) or self._keeps_all(module, node)

    def keeps_response(self, site: Site) -> bool:
        """Whether a call reads a streamed response, in its `with`, of a client that stays."""
        read = site.node.func.value if isinstance(site.node.func, ast.Attribute) else None
        return any(
            isinstance(item.optional_vars, ast.Name)
            and isinstance(read, ast.Name)
            and item.optional_vars.id == read.id
            and self.keeps_entered(site.module, item.context_expr)
            for outer in site.module.ancestors(site.node)
            if isinstance(outer, ast.With)
            for item in outer.items
        )

    def keeps_name(self, module: Module, node: ast.AST) -> bool:
        """Whether the class's name stands in the annotation of a client that stays, or of what gives one."""
        for outer in module.ancestors(node):
            if isinstance(outer, ast.arg):
                return bool(self.of(outer) & self.made)
            if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                return any(inner in self.made for inner in ast.walk(outer))
            if isinstance(outer, ast.AnnAssign) and outer.value is not None:
                return bool(self.of(outer.value) & self.made)
            if isinstance(outer, ast.stmt):
                break
        return self._keeps_all(module, node)

    def _keeps_all(self, module: Module, node: ast.AST) -> bool:
        """Whether a node stands in a function that talks to a WebSocket by a client of which nothing is known."""
        return bool(self._functions) and self._model.function(module, node) in self._functions


def made_clients(model: Model, node: ast.AST) -> set[ast.AST]:
    """Return the calls that made the clients which an expression, or a parameter, can be."""
    if CLIENT not in model.kinds(node):
        return set()
    return {
        part.node
        for value in model.instances(node)
        if value.cls == CLIENT
        for part in value.of
        if isinstance(part, Cell)
    }
