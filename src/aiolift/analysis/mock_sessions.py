"""Mocks that stand for a session: made with `spec=Session`, or passed where the program expects one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeGuard

from aiolift.analysis.stand_ins import overrides
from aiolift.knowledge.database import SESSIONS
from aiolift.program.values import Cell, External, Instance

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiolift.analysis.model import Model
    from aiolift.program.values import Value

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
