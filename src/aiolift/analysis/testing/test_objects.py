"""What tests are given by libraries, as values: mocks and clients that are told apart, and the fixtures of plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.standard_library import told_apart
from aiolift.program.values import NOTHING, instance

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.program.library import Call
    from aiolift.program.values import Values

_FIXTURES = {
    "monkeypatch": "pytest.MonkeyPatch",
    "request": "pytest.FixtureRequest",
    **dict.fromkeys(("mocker", "class_mocker", "module_mocker", "session_mocker"), "pytest_mock.MockerFixture"),
}
#: Two mocks, or two clients, need not become the same.
_TOLD_APART = ("fastapi.testclient.TestClient", "unittest.mock.Mock", "unittest.mock.MagicMock")


def fixture(name: str) -> Values:
    """Return what a fixture of pytest or of a plugin gives."""
    return instance(_FIXTURES[name]) if name in _FIXTURES else NOTHING


MAKERS: dict[str, Callable[[Call], Values]] = {
    **{name: told_apart(name) for name in _TOLD_APART},
    "unittest.mock.create_autospec": told_apart("unittest.mock.MagicMock"),
}
