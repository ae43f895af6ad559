"""Attributes that only the sync object has are read and set there: `connection.sync_connection.name = …`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.database import SESSIONS, does
from aiolift.knowledge.proxies import PROXIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "sync-attribute"
_OWNERS = SESSIONS | PROXIES.keys()


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: an attribute does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Go through the sync object where the async one does not pass an attribute on."""
    for module in context.model.program.modules:
        if module in context.island_modules:
            continue
        for node in module.nodes(ast.Attribute):
            kinds = context.model.kinds(node.value)
            if not _OWNERS.isdisjoint(kinds) and not _stays_sync(context, module, node):
                _attribute(context, module, node, kinds)
    for cls in context.model.program.classes:
        own = cls.methods.get("get_bind")
        if own is not None and not SESSIONS.isdisjoint(cls.externals()) and cls.module not in context.island_modules:
            context.mark(
                own.module, own.node, "AL913", "An AsyncSession's get_bind is never called: the sync session's is.",
                f"put it on a subclass of the sync Session, let it return sync engines, and make sessions with "
                f"sync_session_class={cls.name}",
            )  # fmt: skip


def _stays_sync(context: Context, module: Module, node: ast.Attribute) -> bool:
    return node in context.kept_sync or context.model.function(module, node) in context.colour.islands


def _attribute(context: Context, module: Module, node: ast.Attribute, kinds: frozenset[str]) -> None:
    if node in context.owners or node.attr.startswith("__"):
        return
    if kinds & SESSIONS and node.attr == "get_bind":
        _bind(context, module, node)
        return
    owners = [
        proxy
        for name, proxy in PROXIES.items()
        if name in kinds and node.attr not in proxy.passes and does(f"{name}.{node.attr}") is None
    ]
    if len(owners) == 1 and len(kinds) == 1:
        sync = owners[0].sync
        context.insert(module, module.end(node.value), f".{sync}", RULE, f"only the sync object has {node.attr}")


def _bind(context: Context, module: Module, node: ast.Attribute) -> None:
    """`session.get_bind()` of an async session gives the sync engine, `session.bind` the async one."""
    call = module.parents.get(node)
    position = module.start(node)
    if any(edit.start <= position < edit.end for edit in context.edits[module]):
        return  # another rule writes what is around it anew, as `inspect(session.get_bind())`
    if isinstance(call, ast.Call) and call.func is node and not call.args and not call.keywords:
        end = module.end(node)
        context.replace(module, end - len(node.attr), module.end(call), "bind", RULE, "the async engine")
