"""The modules of a program in the order of its imports: values that flow in it have less to be followed again."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.source import Module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model


def by_imports(model: Model) -> list[Module]:
    """Return the modules of a program, each behind those that it imports from, where these do not lead back to it."""
    found: dict[Module, None] = {}
    seen: set[Module] = set()
    waiting = model.program.modules[::-1]
    while waiting:
        module = waiting[-1]
        if module in seen:
            found.setdefault(waiting.pop())
        else:
            seen.add(module)
            waiting += [imported for imported in _imported(model, module) if imported not in seen]
    return list(found)


def _imported(model: Model, module: Module) -> Iterator[Module]:
    for statement in module.nodes(ast.ImportFrom):
        source = model.flow.import_source(statement, module)
        if isinstance(source, Module):
            yield source
            for alias in statement.names:
                if (below := model.flow.submodule(source, alias.name)) is not None:
                    yield below
