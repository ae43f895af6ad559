"""What a program keeps for as long as its process lives."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.sessions.long_lived import LongLived
from tests.program.code import model_of


def kept(code: str) -> list[tuple[str, str]]:
    """Return what is kept, and by whom, without functions and constants."""
    return [
        (ast.unparse(place.value), place.by)
        for place in LongLived(model_of(code)).all
        if not isinstance(place.value, ast.Constant)
    ]


@pytest.mark.parametrize(
    ("code", "by"),
    [
        ("x = f()", "the module"),
        ("def g():\n    global x\n    x = f()", "the module"),
        ("class C:\n    x = f()", "the class C"),
        ("class C:\n    @classmethod\n    def g(cls):\n        cls.x = f()", "the class C"),
        ("class C:\n    items = []\n    def g(self):\n        self.items.append(f())", "the class C"),
        ("from fastapi import FastAPI\ndef g(app: FastAPI):\n    app.state.x = f()", "the application's state"),
        ("from fastapi import FastAPI\ndef g(app: FastAPI):\n    setattr(app, 'x', f())", "the application"),
        ("from functools import cache\n@cache\ndef g():\n    return f()", "the cache of g()"),
        ("def g(x=f()):\n    pass", "the default of a parameter"),
        ("d: dict = None\ndef g(key):\n    d[key] = f()", "the module"),
    ],
)
def test_what_is_kept(code: str, by: str) -> None:
    """Modules, classes, the application, caches, defaults, and containers of these keep what is put there."""
    assert ("f()", by) in kept(code)


@pytest.mark.parametrize(
    "code",
    [
        "def g():\n    x = f()",
        "class C:\n    def __init__(self):\n        self.x = f()",
        "from fastapi import Request\ndef g(request: Request):\n    request.state.x = f()",
        "if __name__ == '__main__':\n    x = f()",
        "from weakref import WeakValueDictionary\nd = WeakValueDictionary()\ndef g(key):\n    d[key] = f()",
        "d = set()\ndef g(one):\n    d.add(f())\n    yield\n    d.discard(one)",
        "def g():\n    def h(x=f()):\n        pass",
    ],
)
def test_what_is_let_go(code: str) -> None:
    """Local variables, objects, a request, weak containers and lists of what is open keep nothing."""
    assert "f()" not in [value for value, _ in kept(code)]


def test_an_object_that_is_made_once_keeps_its_attributes() -> None:
    """A class whose only object a module keeps is made once; one that functions make, too, is not."""
    code = "class C:\n    def start(self):\n        self.x = f()\n\nc = C()\n"
    assert ("f()", "the only C") in kept(code)
    assert ("f()", "the only C") not in kept(f"{code}def g():\n    return C()\n")
    assert ("f()", "the only C") not in kept(f"{code}def g(make): pass\ng(C)\n")
