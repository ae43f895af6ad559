"""What pytest and unittest call before and after tests, by name, and the async form of each."""

from __future__ import annotations

UNITTEST = "unittest.TestCase"
ASYNC_UNITTEST = ("unittest", "IsolatedAsyncioTestCase")
#: unittest's own methods that have an async form.
ASYNC_UNITTEST_METHODS = {
    "setUp": "asyncSetUp",
    "tearDown": "asyncTearDown",
}
#: unittest's methods that only run without an event loop, once for many tests.
CLASS_HOOKS = frozenset({"setUpClass", "tearDownClass"})
#: pytest's hooks: the scope of the fixture that does the same, and the hook that runs before it, if any.
XUNIT = {
    "setup_method": ("function", None),
    "teardown_method": ("function", "setup_method"),
    "setup_function": ("function", None),
    "teardown_function": ("function", "setup_function"),
    "setup_class": ("class", None),
    "teardown_class": ("class", "setup_class"),
    "setup_module": ("module", None),
    "teardown_module": ("module", "setup_module"),
}
#: What a hook may be given, by its kind: the attribute of pytest's `request` that is the same.
GIVEN = {"method": "function", "function": "function", "module": "module"}
#: Calls that run the callable which they are given as their second argument, and expect that it raises or warns.
RAISING = frozenset({
    "pytest.raises", "pytest.warns", "unittest.TestCase.assertRaises", "unittest.TestCase.assertWarns",
    "unittest.TestCase.assertRaisesRegex", "unittest.TestCase.assertWarnsRegex", "pytest.deprecated_call",
})  # fmt: skip


def called(name: str) -> int | None:
    """Return which positional argument one of `RAISING`, or a stack, calls; None for any other callable."""
    if name == "contextlib.ExitStack.callback":
        return 0
    if name not in RAISING:
        return None
    return 0 if name == "pytest.deprecated_call" else 2 if name.endswith("Regex") else 1
