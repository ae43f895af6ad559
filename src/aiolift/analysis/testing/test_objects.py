"""What tests are given by libraries, as values: mocks and clients that are told apart, and the fixtures of plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.standard_library import told_apart
from aiolift.program.values import NOTHING, Cell, Instance, instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.program.library import Call
    from aiolift.program.values import Values

_FIXTURES = {
    "monkeypatch": "pytest.MonkeyPatch",
    "request": "pytest.FixtureRequest",
    **dict.fromkeys(("mocker", "class_mocker", "module_mocker", "session_mocker"), "pytest_mock.MockerFixture"),
}
#: The classes whose mocks give no coroutines.
MOCKS = frozenset({"unittest.mock.Mock", "unittest.mock.MagicMock"})
_GIVES = "return_value"


def fixture(name: str) -> Values:
    """Return what a fixture of pytest or of a plugin gives."""
    return instance(_FIXTURES[name]) if name in _FIXTURES else NOTHING


def mock(name: str) -> Callable[[Call], Values]:
    """Return what makes a mock, which remembers what a call of it gives: `MagicMock(return_value=session)`."""

    def make(call: Call) -> Values:
        cell = Cell(call.node, call.scope.module)
        call.evaluation.write((_GIVES, cell), call.keywords.get(_GIVES, NOTHING))
        return frozenset([Instance(name, (cell,))])

    return make


def called(target: Instance, call: Call) -> Values:
    """Return what a call of a mock gives."""
    return frozenset().union(*(call.evaluation.read((_GIVES, cell)) for cell in target.of if isinstance(cell, Cell)))


#: Two mocks, or two clients, need not become the same.
MAKERS: dict[str, Callable[[Call], Values]] = {
    **{name: mock(name) for name in sorted(MOCKS)},
    "fastapi.testclient.TestClient": told_apart("fastapi.testclient.TestClient"),
    "unittest.mock.create_autospec": mock("unittest.mock.MagicMock"),
}
