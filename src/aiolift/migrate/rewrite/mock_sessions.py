"""Mocks of sessions become AsyncMocks of the async session, whose methods can be awaited.

What an awaited `execute` gives is sync: where a test says what the result's methods give, it stays a MagicMock.
https://docs.python.org/3/library/unittest.mock.html#unittest.mock.AsyncMock
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.testing.entered_mocks import entering
from aiolift.analysis.testing.mock_sessions import (
    describes_mocks,
    factories_of,
    is_autospec,
    made_at,
    mock_sessions,
    set_on_factory,
)
from aiolift.analysis.testing.stand_ins import patches
from aiolift.knowledge.barriers import ASYNC_SPECIAL
from aiolift.knowledge.database import ASYNC_NAMES, Does, does
from aiolift.migrate.bridges import readers
from aiolift.migrate.rewrite import mock_queries
from aiolift.migrate.rewrite.mock_names import make_async, name_of
from aiolift.program.values import Instance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.testing.stand_ins import Patch
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.source import Module

RULE = "async-mock"
_WHY = "the methods of an async session are awaited"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a mock does no I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Write the mocks, and what tests set on them."""
    if not context.colour.causes:
        return
    found = patches(context.model)
    sync = {patch.site.node for patch in found if readers.forms(context, patch) == {True}}
    _bare_factories(context, [patch for patch in found if patch.site.node not in sync])
    sessions = mock_sessions(context.model, sync)
    if not sessions:
        return
    described = mock_queries.rewrite(context, sessions, RULE)
    results: dict[ast.Call, set[str]] = {call: set(described[call]) for call in sessions}
    for module in context.model.program.modules:
        if not describes_mocks(module):
            continue
        for node in module.nodes(ast.Attribute):
            calls = [call for call in made_at(context.model.values(node.value)) if call in sessions]
            if calls and _attribute(context, module, node, sessions[calls[0]]):
                for call in calls:
                    results[call].add(node.attr)
    for call, session in sessions.items():
        site = context.model.site(call)
        if site is not None:
            _construct(context, site.module, call, session, results[call])


def _bare_factories(context: Context, found: list[Patch]) -> None:
    """A factory that is patched with nothing said of its sessions gives mocks that can be awaited, or is marked."""
    for patch in found:
        homes = [home for home in patch.homes if home not in context.island_modules]
        makers = [value for value in patch.replaced if isinstance(value, Instance)]  # a function is async by itself
        sessions = factories_of(context.model, frozenset(makers))
        if patch.new is not None or patch.site.node.keywords or not homes or not sessions:
            continue
        module, name = patch.site.module, str(patch.path.value).rpartition(".")[2]
        if entering(patch).attributes or any(_says_sessions(target) for target, _ in set_on_factory(patch)):
            continue
        if any(_enters(home, name) for home in homes):
            context.mark(
                module, patch.site.node, "AL922",
                f"`{name}` is entered by `async with` now, and what this mock of it gives there cannot be awaited.",
                "set its `return_value.__aenter__.return_value` to an `AsyncMock(spec=AsyncSession)`",
            )  # fmt: skip
            continue
        mock = context.imports(module).need("unittest.mock", "AsyncMock")
        spec = context.imports(module).need(*ASYNC_NAMES[sessions[0]])
        context.add_argument(module, patch.site.node, f"return_value={mock}(spec={spec})", RULE, _WHY)


def _says_sessions(target: ast.expr) -> bool:
    """Whether it is `factory.return_value`, or what entering that gives."""
    match target:
        case ast.Attribute(value=ast.Name(), attr="return_value" | "side_effect"):
            return True
        case ast.Attribute(attr="return_value", value=ast.Attribute(attr=name)):
            return name in ASYNC_SPECIAL
    return False


def _enters(module: Module, name: str) -> bool:
    """Whether a module has `with name() as session:`."""
    return any(
        isinstance(item, ast.withitem) and isinstance(item.context_expr, ast.Call)
        and module.segment(item.context_expr.func).rpartition(".")[2] == name
        for item in module.nodes(ast.withitem)
    )  # fmt: skip


def _attribute(context: Context, module: Module, node: ast.Attribute, session: str) -> bool:
    """Rewrite what a test sets on a mock of a session; return whether it says what methods of a result give."""
    name = node.attr
    if name in ASYNC_SPECIAL:
        end = module.end(node)
        context.replace(module, end - len(name), end, ASYNC_SPECIAL[name], RULE, "the session is entered by async with")
        return False
    if does(f"{session}.{name}") is not Does.AWAIT:
        return False
    parent = module.parents.get(node)
    if isinstance(parent, ast.Assign) and node in parent.targets:
        for call in made_at(context.model.values(parent.value)):
            if call is parent.value:
                make_async(context, module, call.func, RULE, _WHY)
        return False
    above = module.parents.get(parent) if parent is not None else None
    return isinstance(parent, ast.Attribute) and parent.attr == "return_value" and isinstance(above, ast.Attribute)


def _construct(context: Context, module: Module, call: ast.Call, session: str, results: set[str]) -> None:
    """Write `AsyncMock(spec=AsyncSession)`, with a sync mock for each result that a test describes."""
    if any(keyword.arg is None for keyword in call.keywords):
        context.mark(module, call, "AL922", "What the mock gives is said with `**`, which could not be followed.")
        return
    given = {keyword.arg for keyword in call.keywords if keyword.arg}
    if is_autospec(call):
        _after(context, module, call, results)
        return
    arguments = []
    if not call.args and not given & {"spec", "spec_set", "wraps"}:
        source, name = ASYNC_NAMES[session]
        arguments.append(f"spec={context.imports(module).need(source, name)}")
    for method in sorted(results - given):
        mock = name_of(context, module, call.func, "MagicMock")
        awaited = name_of(context, module, call.func, "AsyncMock")
        arguments.append(f"{method}={awaited}(return_value={mock}())")
    if call.args or "wraps" not in given or given & {"spec", "spec_set"}:  # else it gives what the session gives
        make_async(context, module, call.func, RULE, _WHY)
    if arguments:
        context.add_argument(module, call, ", ".join(arguments), RULE, _WHY)


def _after(context: Context, module: Module, call: ast.Call, results: set[str]) -> None:
    """Say below an autospec, whose methods are async by themselves, that what some of them give is a sync mock."""
    if not results:
        return
    match module.statement(call):
        case ast.Assign(targets=[ast.Name() | ast.Attribute() as target], value=value) as statement if value is call:
            mock = context.imports(module).need(
                "unittest.mock", "MagicMock", instead_of=context.import_of(module, call.func)
            )
            lead = f"{module.file.newline}{module.indent(statement)}{module.segment(target)}"
            text = "".join(f"{lead}.{method}.return_value = {mock}()" for method in sorted(results))
            context.insert(module, module.end(statement), text, RULE, _WHY)
        case _:
            context.mark(module, call, "AL922", "What the results of the autospec give could not be described.")
