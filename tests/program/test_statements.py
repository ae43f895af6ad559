"""What statements bind."""

from __future__ import annotations

import pytest

from tests.program.code import values_of

PRELUDE = """
from contextlib import contextmanager, asynccontextmanager
class Base: ...
class User:
    def __enter__(self): return Base()
    def __exit__(self, *args): ...
class Pool:
    async def __aenter__(self): return User()
    async def __aexit__(self, *args): ...
@contextmanager
def opened():
    yield User()
def users():
    yield User()
async def stream():
    yield User()
"""


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("result = User()", {"User()"}),
        ("result = other = User()", {"User()"}),
        ("result, other = User(), Base()", {"User()"}),
        ("other, result = User(), Base()", {"Base()"}),
        ("(other, [result]) = User(), [Base()]", {"Base()"}),
        ("result, *others = [User()]", {"User()"}),
        ("*others, last = [User()]\nresult = others[0]", {"User()"}),
        ("result: Base = make()", {"Base()"}),
        ("result: 'User'", {"User()"}),
        ("for result in users(): pass", {"User()"}),
        ("for _, result in enumerate(users()): pass", {"User()"}),
        ("for _, result in zip([1], users()): pass", {"User()"}),
        ("with opened() as result: pass", {"User()"}),
        ("with User() as result: pass", {"Base()"}),
        ("with open('f') as f, opened() as result: pass", {"User()"}),
        ("try:\n    result = User()\nexcept E:\n    result = Base()\nelse:\n    pass", {"User()", "Base()"}),
        ("if a:\n    result = User()\nelif b:\n    result = Base()", {"User()", "Base()"}),
        ("while a:\n    result = User()", {"User()"}),
        ("match a:\n    case 1:\n        result = User()", {"User()"}),
        ("match User():\n    case None: pass\n    case result: pass", {"User()"}),
        ("match make():\n    case User() as result: pass", {"User()"}),
        ("match User(), Base():\n    case [_, result]: pass", {"Base()"}),
        ("match [User()]:\n    case [first, *rest]:\n        result = rest[0]", {"User()"}),
        ("match {'a': User()}:\n    case {'a': result, **others}: pass", {"User()"}),
        ("u = User()\nu.base = Base()\nmatch u:\n    case User(base=Base() | None as result): pass", {"Base()"}),
        ("held = []\nheld.append(User())\nresult = held[0]", {"User()"}),
        ("held = {}\nheld['a'] = User()\nresult = held['a']", {"User()"}),
        ("Base.slot = User()\nresult = Base().slot", {"User()"}),
        ("base = Base()\nbase.slot = User()\nresult = base.slot", {"User()"}),
        ("result = 1\nresult += 'a'", {"builtins.int()", "builtins.str()"}),
        ("del a\nassert User(), Base()\nresult = None", set()),
        ("def f():\n    global result\n    result = User()", {"User()"}),
    ],
)
def test_binding(statements: str, expected: set[str]) -> None:
    """A name holds everything that any statement puts into it."""
    assert values_of(f"{PRELUDE}\n{statements}\nresult", "result") == expected


@pytest.mark.parametrize(
    ("statements", "expected"),
    [
        ("async for result in stream(): pass", {"User()"}),
        ("async with Pool() as result: pass", {"User()"}),
    ],
)
def test_async_binding(statements: str, expected: set[str]) -> None:
    """Async loops and blocks bind as sync ones do."""
    assert values_of(f"{PRELUDE}\nasync def f():\n    {statements}\n    return result", "result") == expected


def test_closures_and_nonlocal() -> None:
    """`nonlocal` writes into the outer function's name."""
    source = f"{PRELUDE}\ndef f():\n    x = 1\n    def g():\n        nonlocal x\n        x = User()\n    return x"
    assert values_of(source, "x") == {"builtins.int()", "User()"}


def test_a_class_body_is_no_scope_for_its_methods() -> None:
    """A method does not see a bare name of its class."""
    source = "x = 1\nclass A:\n    x = 'a'\n    def f(self):\n        result = x\n        return result"
    assert values_of(source, "result") == {"builtins.int()"}


@pytest.mark.parametrize("decorator", ["wrap", "Wrap()", "functools.partial(wrap)"])
def test_a_decorator_of_the_program(decorator: str) -> None:
    """A decorated function can be what the decorator returns, be that a function, an object or a partial."""
    source = (
        "import functools\n"
        "def wrap(f):\n    def inner(*args): return f(*args)\n    return inner\n"
        "class Wrap:\n    def __call__(self, f): return wrap(f)\n"
        f"@{decorator}\ndef load(): return 1\nresult = load\nresult"
    )
    assert "def wrap.inner" in values_of(source, "result")


def test_an_unknown_decorator_keeps_the_function() -> None:
    """What a library's decorator returns is taken for the function."""
    assert values_of("import lib\n@lib.wrap(1)\ndef load(): return 1\nresult = load()\nresult", "result") == {
        "builtins.int()"
    }
