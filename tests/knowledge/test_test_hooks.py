"""The hooks of pytest and unittest, against the libraries themselves."""

from __future__ import annotations

import unittest

import pytest

from aiolift.knowledge.test_hooks import ASYNC_UNITTEST_METHODS, CLASS_HOOKS, XUNIT, called


def test_unittest_has_both_forms() -> None:
    """Each sync method and its async form exist in unittest, and so do the class hooks."""
    for sync, asynchronous in ASYNC_UNITTEST_METHODS.items():
        assert hasattr(unittest.TestCase, sync)
        assert hasattr(unittest.IsolatedAsyncioTestCase, asynchronous)
    assert all(hasattr(unittest.TestCase, name) for name in CLASS_HOOKS)


def test_each_teardown_follows_its_setup() -> None:
    """A teardown names the setup of its own kind and scope."""
    for name, (scope, before) in XUNIT.items():
        kind, _, of = name.partition("_")
        assert before == (f"setup_{of}" if kind == "teardown" else None)
        assert before is None or XUNIT[before][0] == scope


def test_position_of_the_callable() -> None:
    """The callable stands behind the error, and behind the pattern where there is one."""
    assert called("pytest.raises") == 1
    assert called("unittest.TestCase.assertRaisesRegex") == 2
    assert called("print") is None
    assert pytest.raises(ZeroDivisionError, divmod, 1, 0)  # noqa: RUF061 (the form itself)
