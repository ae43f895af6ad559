"""An expression that needs a sync connection is evaluated inside of `run_sync`, on an async connection's sync side."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiolift.knowledge.database import CONNECTION, ENGINE
from aiolift.migrate import blocks

if TYPE_CHECKING:
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

#: What the lambda calls the connection.
PARAMETER = "sync_connection"


@dataclass
class Asking:
    """One kind of expressions that are moved into `run_sync`.

    :param opens: the engine's method that gives a connection where only an engine is at hand: `connect` or `begin`.
    """

    context: Context
    rule: str
    why: str
    opens: str
    _opened: dict[ast.stmt, str] = field(default_factory=dict)

    def ask(self, module: Module, call: ast.Call, bind: ast.expr, source: str, text: str) -> None:
        """Evaluate `text` in the place of `call`.

        :param bind: the engine or connection that `call` was to work on, and `source` how the result spells it.
        :param text: the expression, with `PARAMETER` for the connection.
        """
        kinds = self.context.model.kinds(bind)
        if CONNECTION in kinds and ENGINE not in kinds:
            self._replace(module, call, source, text)
        else:
            self._on_new_connection(module, call, source, text)

    def _replace(self, module: Module, call: ast.Call, connection: str, text: str) -> None:
        asked = f"await {connection}.run_sync(lambda {PARAMETER}: {text})"
        parent = module.parents.get(call)
        binds = isinstance(parent, ast.Attribute | ast.Subscript) and parent.value is call
        self.context.replace_node(module, call, f"({asked})" if binds else asked, self.rule, self.why)

    def _on_new_connection(self, module: Module, call: ast.Call, engine: str, text: str) -> None:
        """Open a connection around a simple statement; above a compound one, ask first and keep the answer."""
        context, statement = self.context, module.statement(call)
        if statement in self._opened:
            self._replace(module, call, self._opened[statement], text)
            return
        name = blocks.unused_name(context, module, call, "connection", "conn")
        if not hasattr(statement, "body"):
            self._opened[statement] = name
            header = f"async with {engine}.{self.opens}() as {name}"
            blocks.put_inside(context, module, statement, statement, header, self.rule)
            self._replace(module, call, name, text)
            return
        assert isinstance(call.func, ast.Attribute)
        if isinstance(statement, ast.While) or _is_elif(module, statement):
            context.mark(
                module, call, "AL923", "asks the database in the head of a block that runs more than once",
                f"ask above the block: async with {engine}.{self.opens}() as {name}: await {name}.run_sync(…)",
            )  # fmt: skip
            return
        answer = blocks.unused_name(context, module, call, call.func.attr.removeprefix("get_"), call.func.attr)
        unit = blocks.unit(module, statement)
        lines = [
            f"async with {engine}.{self.opens}() as {name}:",
            f"{unit}{answer} = await {name}.run_sync(lambda {PARAMETER}: {text})",
        ]
        blocks.insert_above(context, module, statement, lines, self.rule)
        context.replace_node(module, call, answer, self.rule, self.why)


def _is_elif(module: Module, statement: ast.stmt) -> bool:
    parent = module.parents.get(statement)
    return (
        isinstance(statement, ast.If)
        and isinstance(parent, ast.If)
        and module.text.startswith("elif", module.start(statement))
    )
