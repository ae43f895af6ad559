"""Mocks that stand for a session: made with `spec=Session`, or passed where the program expects one."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, TypeGuard

from aiolift.analysis.testing.entered_mocks import entering
from aiolift.analysis.testing.stand_ins import mock_of, overrides, patches
from aiolift.analysis.testing.test_objects import MOCKS
from aiolift.knowledge.database import SCOPED_SESSION, SESSIONMAKER, SESSIONS
from aiolift.program.fixtures import is_among_tests
from aiolift.program.values import Cell, ClassValue, External, FunctionValue, Instance

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from aiolift.analysis.model import Model
    from aiolift.analysis.testing.stand_ins import Patch
    from aiolift.program.source import Module
    from aiolift.program.values import Value, Values

_MAKERS = MOCKS | {"unittest.mock.create_autospec"}


def describes_mocks(module: Module) -> bool:
    """Whether a module may say what mocks give: the code under test, which gets the same mocks, does not."""
    return is_among_tests(module) or module.mentions("unittest.mock") or module.mentions("mocker")


def is_autospec(call: ast.Call) -> bool:
    """Whether a mock is made by `create_autospec`, which looks at what it stands for."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name == "create_autospec"


def made_at(values: Iterable[Value]) -> Iterator[ast.Call]:
    """Yield the calls that made the mocks among some values."""
    for value in values:
        if isinstance(value, Instance) and value.cls in MOCKS:
            for part in value.of:
                if isinstance(part, Cell) and isinstance(part.node, ast.Call):
                    yield part.node


def mock_sessions(model: Model, left: Container[ast.AST] = ()) -> dict[ast.Call, str]:
    """Return the calls that make such mocks, with the session class that each stands for.

    :param left: the calls of patches of which the sessions do not count.
    """
    found: dict[ast.Call, str] = {}
    if not model.program.mentions("ock"):  # Mock, MagicMock, mocker
        return found
    for site in model.naming(_MAKERS):
        for session in _spec(model, site.node):
            found[site.node] = session
    for session, values in in_place(model, left):
        for call in made_at(values):
            found.setdefault(call, session)
    return found


def in_place(model: Model, left: Container[ast.AST] = ()) -> Iterator[tuple[str, Values]]:
    """Yield a session class with what stands where the program expects its sessions: passed, patched or overridden.

    :param left: the calls of patches of which the sessions do not count.
    """
    for place, values in list(model.flow.places.items()):
        for session in _sessions(values):
            given = model.flow.places.get((place[0], "given", place[1])) if _is_name(place) else None
            yield session, values | (given or frozenset())
    for patch in (patch for patch in patches(model) if patch.site.node not in left):
        for session in factories_of(model, patch.replaced):
            set_later = [model.values(value) for _, value in set_on_factory(patch)]
            yield session, _products(model, patch).union(*set_later)
        for session in factories_of(model, patch.replaced) or yielded_sessions(model, patch.replaced):
            entered = [model.values(value) for value in entering(patch).given]
            yield session, model.flow.elements(_products(model, patch)).union(*entered)
    for replaced, new in overrides(model):
        for session in _sessions(replaced):
            yield session, new


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


def yielded_sessions(model: Model, values: Values) -> list[str]:
    """Return the session classes of what generators and context managers among some values yield."""
    found: set[str] = set()
    for value in values:
        if isinstance(value, FunctionValue) and value.function.is_generator:
            found |= set(_sessions(model.flow.elements(model.flow.returned(value.function, None))))
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
            elif isinstance(value, ClassValue):
                found |= {Instance(value.cls)}
    for call in calls:
        for keyword in call.keywords:
            if keyword.arg == "return_value":
                found |= model.values(keyword.value)
    return found


def set_on_factory(patch: Patch) -> Iterator[tuple[ast.Attribute, ast.expr]]:
    """Yield what a test sets on the mock that a patch makes: `factory.return_value = session`."""
    mock = mock_of(patch)
    if mock is None:
        return
    name, body = mock
    for node in ast.walk(body):
        match node:
            case ast.Assign(targets=[ast.Attribute() as target], value=value) if _root(target) == name:
                yield target, value


def _root(node: ast.expr) -> str | None:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None
