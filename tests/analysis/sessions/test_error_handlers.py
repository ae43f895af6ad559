"""What catches the errors of a database."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.sessions.error_handlers import always_raises, handlers, is_caught
from tests.program.code import model_of

HEAD = "import sys\nfrom contextlib import suppress\nfrom sqlalchemy import exc\ndef g(): raise ValueError\n"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("try: f()\nexcept: pass", [True]),
        ("try: f()\nexcept (ValueError, exc.IntegrityError): pass", [False]),
        ("try: f()\nexcept exc.IntegrityError: pass\nexcept Exception: pass", [False, True]),
        ("with suppress(exc.DBAPIError): f()", [True]),
        ("try: f()\nexcept KeyError: pass", []),
    ],
)
def test_what_handles_errors_of_the_database(code: str, found: list[bool]) -> None:
    """Bare, broad and SQLAlchemy's exceptions are caught by `except` and `suppress`; one statement's are not broad."""
    model = model_of(HEAD + code)
    nodes = ast.walk(model.program.modules[0].tree)
    assert [handler.is_broad for node in nodes for handler in handlers(model, node)] == found


@pytest.mark.parametrize(("call", "raises"), [("g()", True), ("sys.exit(1)", True), ("print()", False)])
def test_a_call_that_never_returns(call: str, raises: bool) -> None:
    """A function whose last statement raises never returns, nor does the end of the process."""
    model = model_of(HEAD + call)
    assert always_raises(model, model.sites[-1].node) is raises


@pytest.mark.parametrize(("handler", "caught"), [("pass", True), ("raise", False)])
def test_whose_errors_stay_in_a_function(handler: str, caught: bool) -> None:
    """An error stays where a broad handler does not raise."""
    model = model_of(f"{HEAD}def h():\n    try:\n        g()\n    except Exception:\n        {handler}")
    assert is_caught(model, model.sites[-1]) is caught
