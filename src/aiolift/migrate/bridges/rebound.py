"""What tests put in the place of an engine or factory takes the place of its sync twin, too, or is marked.

`monkeypatch.setattr(db, "engine", engine)` leaves the code that cannot await on the real database: it reads
`db.sync_engine` now. The line stands once more for the twin, with a sync engine on the same database.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.testing.rebinding import rebindings
from aiolift.migrate import blocks
from aiolift.migrate.bridges import attached, copies, given_back
from aiolift.migrate.bridges.counterparts import Counterparts
from aiolift.migrate.bridges.references import import_twin, place
from aiolift.migrate.bridges.sync_drivers import own_engines
from aiolift.migrate.bridges.units import unit_of
from aiolift.program.entities import Function, FunctionNode

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.testing.rebinding import Rebinding
    from aiolift.migrate.bridges.names import Names
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

_WHY = "sync code reads the twin"


def rewrite(context: Context, twins: Names, rule: str) -> None:
    """Bind each twin anew where its original is bound anew while the program runs."""
    read = dict(_read(context, twins))
    counterparts = Counterparts(context, twins, rule)
    given_back.rewrite(context, counterparts, rule)
    attached.rewrite(context, twins, counterparts, rule)
    if not read:
        return
    for found in rebindings(context.model, {name for _, name in read}):
        homes = [home for home in found.homes if (home, found.name) in read]
        if not homes:
            continue
        for home in homes:
            context.imports(home).keep(found.name)
        reader, twin = read[homes[0], found.name]
        if twin is None and isinstance(found.new, ast.Call):
            context.kept_sync.update(ast.walk(found.new))
            own_engines(context, found.module, found.new, rule)
            continue
        new = counterparts.of(found.module, found.new, found.target) if found.new and len(found.homes) == 1 else None
        if twin is None and new is not None:
            assert found.new is not None
            if new != found.module.segment(found.new):
                context.replace_node(found.module, found.new, new, rule, _WHY)
        elif twin is None or new is None or not _write(context, found, twin, new, rule):
            what = f"reads `{twin}` now, which this does not replace" if twin else f"needs a sync `{found.name}`"
            context.mark(
                found.module, found.node, "AL922",
                f"{reader.name}() of {reader.module.file.name} stays sync and {what}.",
                f"bind `{twin or found.name}` here to a sync one on the same database, in a file or on a server",
            )  # fmt: skip


def _read(context: Context, twins: Names) -> Iterator[tuple[tuple[Module, str], tuple[Function, str | None]]]:
    """Yield the names that sync functions read engines and factories by, each with a reader.

    Beside it stands the name of the twin that it reads now, or None for one that no async code reads, and stays sync.
    """
    for made in context.bridges.side.globals:
        twin = twins.globals.get(made)
        for module, node, binding in made.references:
            unit = unit_of(context.model, module, node)
            if isinstance(unit, Function) and context.bridges.side.uses(
                unit
            ):  # a module's own code has read it already
                yield place(made.module, made.name, binding), (unit, twin and import_twin(context, binding, twin))


def _write(context: Context, found: Rebinding, twin: str, new: str, rule: str) -> bool:
    """Write the binding once more, for the twin; return whether there is room for it."""
    module, node = found.module, found.node
    if found.is_keyword:
        assert isinstance(node, ast.Call)
        context.add_argument(module, node, f"{twin}={new}", rule, _WHY)
        return True
    assert found.new is not None
    replaced = {
        (found.end - len(found.name), found.end): twin,
        (module.start(found.new), module.end(found.new)): new,
    }
    around, statement = module.parents.get(node), module.statement(node)
    if isinstance(around, ast.withitem):
        again = f", {copies.copied(module, module.start(node), module.end(node), replaced)}"
        context.insert(module, module.end(around.optional_vars or node), again, rule, _WHY)
        return True
    last: ast.AST = node
    if isinstance(statement, FunctionNode | ast.ClassDef) and node in statement.decorator_list:
        again = f"@{copies.copied(module, module.start(node), module.end(node), replaced)}"
    elif found.target is not None:
        target = module.segment(found.target)
        again, last = f"{target.removesuffix(found.name)}{twin} = {new}", statement
    elif isinstance(statement, ast.Expr):
        again = copies.copied(module, module.start(statement), module.end(statement), replaced)
        last = statement
    else:
        return False
    if last is statement and module.text[: module.start(statement)].rpartition("\n")[2].strip():
        return False  # it stands behind something else on its line
    _share(context, found, twin, rule)
    indent = module.file.newline + module.indent(statement)
    context.insert(module, blocks.line_end(module, last), f"{indent}{again}", rule, _WHY)
    return True


def _share(context: Context, found: Rebinding, twin: str, rule: str) -> None:
    """A function that says `global engine` says it of the twin, too."""
    function = context.model.function(found.module, found.node)
    for node in ast.walk(function.node) if function is not None and found.module in found.homes else ():
        if isinstance(node, ast.Global) and found.name in node.names:
            context.insert(found.module, found.module.end(node), f", {twin}", rule, _WHY)
