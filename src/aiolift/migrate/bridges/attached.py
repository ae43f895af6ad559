"""What is attached to an engine or factory is attached to its sync twin, too: listeners, and options that come later.

`@event.listens_for(engine, "connect")` stands once more for `sync_engine`, `SessionLocal.configure(bind=engine)` for
`SyncSessionLocal`, with the sync counterpart of what it is bound to.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.migrate import blocks
from aiolift.migrate.bridges import copies
from aiolift.migrate.bridges.following import attachments
from aiolift.migrate.bridges.sync_drivers import own_engines
from aiolift.migrate.bridges.units import unit_of
from aiolift.program.entities import FunctionNode

if TYPE_CHECKING:
    from aiolift.analysis.model import Site
    from aiolift.migrate.bridges.counterparts import Counterparts
    from aiolift.migrate.bridges.names import Names
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

_WHY = "sync code has the twin"


def rewrite(context: Context, twins: Names, counterparts: Counterparts, rule: str) -> None:
    """Write such a statement or decorator once more for the twin, or mark it."""
    side = context.bridges.side
    for site, owner, bind in attachments(context.model) if side.globals else ():
        made = context.bridges.globals.of(owner)
        if made is None or side.keeps(unit_of(context.model, site.module, site.node)):
            continue
        if made not in twins.globals:
            context.kept_sync.update({owner} if made in side.globals else ())
            if made in side.globals and bind is not None:
                _bind(context, counterparts, site.module, bind, rule)
            continue
        replaced = [(part, counterparts.of(site.module, part)) for part in (owner, bind) if part is not None]
        texts = {(site.module.start(part), site.module.end(part)): text for part, text in replaced if text is not None}
        if len(texts) < len(replaced) or not _write(context, site, texts, rule):
            twin = twins.globals[made]
            context.mark(
                site.module, site.node, "AL922",
                f"Code that stays sync reads `{twin}` of {made.module.file.name} now, which this does not change.",
                f"say it of `{twin}`, too, with a sync engine on the same database, in a file or on a server",
            )  # fmt: skip


def _bind(context: Context, counterparts: Counterparts, module: Module, bind: ast.expr, rule: str) -> None:
    """A factory that no async code reads is bound to a sync engine."""
    if isinstance(bind, ast.Call):
        context.kept_sync.update(ast.walk(bind))
        own_engines(context, module, bind, rule)
    elif (text := counterparts.of(module, bind)) is None:
        context.mark(module, bind, "AL922", "Code that stays sync needs a sync engine here.")
    elif text != module.segment(bind):
        context.replace_node(module, bind, text, rule, _WHY)


def _write(context: Context, site: Site, texts: dict[tuple[int, int], str], rule: str) -> bool:
    module, statement = site.module, site.module.statement(site.node)
    again = copies.copied(module, module.start(site.node), module.end(site.node), texts)
    if isinstance(statement, FunctionNode) and site.node in statement.decorator_list:
        again, last = f"@{again}", module.end(site.node)
    elif isinstance(statement, ast.Expr) and statement.value is site.node:
        last = module.end(statement)
        if module.text[: module.start(statement)].rpartition("\n")[2].strip():
            return False  # it stands behind something else on its line
    else:
        return False
    position = blocks.line_end(module, site.node)
    if module.text[last:position].strip() and not module.text[last:position].lstrip().startswith("#"):
        return False
    context.insert(module, position, f"{module.file.newline}{module.indent(statement)}{again}", rule, _WHY)
    return True
