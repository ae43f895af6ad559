"""Methods that only a sync session has, as `bulk_insert_mappings`, are called inside of `run_sync`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.sessions.registries import current
from aiolift.knowledge.database import Does, does
from aiolift.migrate import blocks, layout
from aiolift.migrate.colour import Seed
from aiolift.migrate.rewrite.query.sessions import is_path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "run-sync-method"
_WHY = "an async session has no such method"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield the calls of those methods."""
    for site in model.naming(does):
        if Does.RUN_SYNC in {does(name) for name in site.externals} and isinstance(site.node.func, ast.Attribute):
            yield Seed(site.module, site.node, site.function, RULE)


def rewrite(context: Context) -> None:
    """Call the method in a lambda that gets the sync session; what has to be awaited first is passed to it."""
    for seed in context.seeds(RULE):
        module, node = seed.module, seed.node
        assert isinstance(node, ast.Call)
        assert isinstance(node.func, ast.Attribute)
        session = node.func.value
        if not is_path(session):
            context.mark(
                module, node, "AL924", "is called on a session that has no name", "give the session a name before it"
            )
            continue
        name = session.id if isinstance(session, ast.Name) else blocks.unused_name(context, module, node, "session")
        if _awaits(context, node):
            _passed(context, module, node, name)
        else:
            _inside(context, module, node, name)
        if module.segment(session) != name:
            context.replace_node(module, session, name, RULE)


def _inside(context: Context, module: Module, node: ast.Call, name: str) -> None:
    assert isinstance(node.func, ast.Attribute)
    session = current(context.model, node.func.value, module.segment(node.func.value))
    function = f"{session}.run_sync"
    call = module.segment(node)
    inner = f"lambda {name}: {name}{call[len(module.segment(node.func.value)) :]}"
    written = layout.call(module, node, f"await {function}", [inner]) if "\n" not in call else ""
    before, found, after = written.partition(inner)
    head = before.removeprefix("await ") if found else f"{function}("
    context.await_(module, node, RULE, _WHY)
    context.wrap(module, node, f"{head}lambda {name}: ", after or ")", RULE, _WHY)


def _passed(context: Context, module: Module, node: ast.Call, name: str) -> None:
    """`await session.run_sync(lambda session, *args: session.bulk_save_objects(*args), await objects())`."""
    assert isinstance(node.func, ast.Attribute)
    session = current(context.model, node.func.value, module.segment(node.func.value))
    stars = ["*args"] * bool(node.args) + ["**options"] * bool(node.keywords)
    opening = next(token for token in module.between(module.end(node.func), module.end(node)) if token.text == "(")
    context.await_(module, node, RULE, _WHY)
    context.open(
        module,
        node,
        f"{session}.run_sync(lambda {', '.join([name, *stars])}: ",
        RULE,
        _WHY,
    )
    context.replace(module, module.end(node.func), opening.end, f"({', '.join(stars)}), ", RULE, _WHY)


def _awaits(context: Context, node: ast.Call) -> bool:
    for inner in ast.walk(node):
        site = context.model.site(inner) if isinstance(inner, ast.Call) and inner is not node else None
        if isinstance(inner, ast.Await) or (
            site is not None and (context.colour.awaited(site) or inner in context.owners)
        ):
            return True
    return False
