"""Functions that `functools` dispatches to by the type of an argument."""

from __future__ import annotations

import pytest

from tests.program.code import values_of


@pytest.mark.parametrize(
    "source",
    [
        "@singledispatch\ndef size(x): ...\n@size.register\ndef _(x: int): ...\n"
        "@size.register(str)\ndef text(x): ...\nsize",
        "@singledispatch\ndef size(x): ...\ndef _(x): ...\ndef text(x): ...\nsize.register(int, _)\n"
        "size.register(str)(text)\nsize",
    ],
)
def test_whoever_calls_one_may_call_any(source: str) -> None:
    """The name of a dispatcher stands for it and all that is registered with it, as a decorator or by a call."""
    assert values_of(f"from functools import singledispatch\n{source}", "size") == {
        "def size",
        "def _",
        "def text",
    }


def test_methods() -> None:
    """`singledispatchmethod` does the same for methods, each bound to the instance."""
    source = (
        "from functools import singledispatchmethod\nclass A:\n    @singledispatchmethod\n"
        "    def f(self, x): return 1\n"
        "    @f.register\n    def _(self, x: str): return ''\nA().f(2)"
    )
    assert values_of(source, "A().f(2)") == {"builtins.int()", "builtins.str()"}
