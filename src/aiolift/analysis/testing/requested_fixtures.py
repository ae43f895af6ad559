"""The fixtures that a test asks for by name: `request.getfixturevalue("admin")`.

https://docs.pytest.org/en/stable/reference/reference.html#pytest.FixtureRequest.getfixturevalue
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.written_texts import texts
from aiolift.program.fixtures import fixture_for, parametrised

if TYPE_CHECKING:
    from aiolift.program.entities import Function, Scope
    from aiolift.program.library import Call
    from aiolift.program.values import Values

REQUEST, METHOD = "pytest.FixtureRequest", "getfixturevalue"


def names(scope: Scope, call: ast.Call) -> list[str]:
    """Return the names that a call asks for, also by a parameter of the test; nothing where one is computed."""
    asked, function = call.args[0] if call.args else None, scope.function
    if asked is None or function is None:
        return []
    if isinstance(asked, ast.Name) and any(asked.id == parameter.arg for parameter in function.parameters):
        rows = parametrised(function, asked.id)
        return [row.value for row in rows if isinstance(row, ast.Constant) and isinstance(row.value, str)]
    return list(dict.fromkeys(texts(scope, asked) or ()))


def values(call: Call) -> Values:
    """Return what such a call gives."""
    function = call.scope.function
    found = [_fixture(call, function, name) for name in names(call.scope, call.node)] if function is not None else []
    return frozenset().union(*found)


def _fixture(call: Call, function: Function, name: str) -> Values:
    source = fixture_for(call.evaluation.program, function, name)
    return call.evaluation.fixture(source) if source is not None else frozenset()
