"""Mocks that stand for a session: made with `spec=Session`, or passed where the program expects one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeGuard

from aiolift.analysis.stand_ins import overrides, patches
from aiolift.knowledge.database import SCOPED_SESSION, SESSIONMAKER, SESSIONS
from aiolift.program.values import Cell, External, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.stand_ins import Patch
    from aiolift.program.values import Value, Values

#: The classes whose mocks give no coroutines.
MOCKS = frozenset({"unittest.mock.Mock", "unittest.mock.MagicMock"})


def made_at(values: Iterable[Value]) -> Iterator[ast.Call]:
    """Yield the calls that made the mocks among some values."""
    for value in values:
        if isinstance(value, Instance) and value.cls in MOCKS:
            for part in value.of:
                if isinstance(part, Cell) and isinstance(part.node, ast.Call):
                    yield part.node


def mock_sessions(model: Model) -> dict[ast.Call, str]:
    """Return the calls that make such mocks, with the session class that each stands for."""
    found: dict[ast.Call, str] = {}
    for site in model.sites:
        if MOCKS & set(site.externals):
            for session in _spec(model, site.node):
                found[site.node] = session
    for place, values in list(model.flow.places.items()):
        given = model.flow.places.get((place[0], "given", place[1])) if _is_name(place) else None
        for session in _sessions(values):
            for call in made_at(values | (given or frozenset())):
                found.setdefault(call, session)
    for patch in patches(model):
        for session in factories_of(model, patch.replaced):
            for call in made_at(_products(model, patch)):
                found.setdefault(call, session)
    for replaced, new in overrides(model):
        for session in _sessions(replaced):
            for call in made_at(new):
                found.setdefault(call, session)
    return found


def _is_name(place: object) -> TypeGuard[tuple[object, object]]:
    return isinstance(place, tuple) and len(place) == 2


def _sessions(values: Iterable[Value]) -> list[str]:
    return sorted(str(value.cls) for value in values if isinstance(value, Instance) and value.cls in SESSIONS)


def _spec(model: Model, call: ast.Call) -> Iterator[str]:
    specs = [keyword.value for keyword in call.keywords if keyword.arg in {"spec", "spec_set"}]
    for node in (*specs, *call.args[:1]):
        for value in model.values(node):
            if isinstance(value, External) and value.name in SESSIONS:
                yield value.name


def factories_of(model: Model, values: Values) -> list[str]:
    """Return the session classes among some values, and those of which some values make sessions."""
    found = {value.name for value in values if isinstance(value, External) and value.name in SESSIONS}
    for value in values:
        if isinstance(value, Instance) and value.cls in {SESSIONMAKER, SCOPED_SESSION}:
            found |= {name for part in value.of if not isinstance(part, Cell) for name in _sessions(part)}
        elif isinstance(value, FunctionValue):
            found |= set(_sessions(model.flow.returned(value.function, None)))
    return sorted(found)


def _products(model: Model, patch: Patch) -> Values:
    """Return what a patched factory gives: `return_value=mock`, `lambda: mock`, `MagicMock(return_value=mock)`."""
    found: Values = frozenset()
    calls = [patch.site.node]
    if patch.new is not None:
        new = model.values(patch.new)
        calls += made_at(new)
        for value in new:
            if isinstance(value, FunctionValue):
                found |= model.flow.returned(value.function, None)
    for call in calls:
        for keyword in call.keywords:
            if keyword.arg == "return_value":
                found |= model.values(keyword.value)
    return found
