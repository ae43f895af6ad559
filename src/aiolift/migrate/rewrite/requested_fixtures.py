"""`request.getfixturevalue("admin")` sets up no async fixture while a loop runs: the test takes it as a parameter.

pytest-asyncio runs an async fixture in a loop of its own making, and that is refused inside of a test that runs in one.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.testing.requested_fixtures import METHOD, REQUEST, names
from aiolift.program.fixtures import fixture_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context
    from aiolift.program.entities import Function

RULE = "requested-fixture"
_DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef)
_WHY = "no async fixture can be set up while a loop runs"


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: it is the fixtures that do I/O."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Give async tests and fixtures what they ask for by name, and write that name."""
    taken: dict[Function, set[str]] = {}
    for site in context.model.naming({f"{REQUEST}.{METHOD}"}):
        function = site.function
        if function is None or not context.can_await(function) or not isinstance(function.node, _DEFINED):
            continue
        scope = context.model.scope(site.module, site.node)
        asked = names(scope, site.node)
        fixtures = [fixture_for(context.model.program, function, name) for name in asked]
        if not any(context.colour.changes(fixture) for fixture in fixtures):
            if not asked:
                context.note("asks for a fixture by a name that is computed: an async one has to be a parameter",
                             site.module, site.node)  # fmt: skip
            continue
        written = asked[0]
        if len(asked) > 1:
            pairs = ", ".join(f'"{name}": {name}' for name in asked)
            written = f"{{{pairs}}}[{site.module.segment(site.node.args[0])}]"
        context.replace_node(site.module, site.node, written, RULE, _WHY)
        known = taken.setdefault(function, {parameter.arg for parameter in function.parameters})
        new = [name for name in asked if name not in known]
        known.update(new)
        if new:
            last = function.parameters[-1]
            context.insert(site.module, site.module.end(last), "".join(f", {name}" for name in new), RULE, _WHY)
