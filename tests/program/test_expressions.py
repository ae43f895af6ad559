"""What expressions can be."""

from __future__ import annotations

import pytest

from tests.program.code import values_of

PRELUDE = """
import os
import functools
class Base:
    shared: "Base"
    def me(self): return self
class User(Base):
    name: str = ""
    def __iter__(self): return iter([User()])
    def __getitem__(self, key): return Base()
    @property
    def boss(self): return User()
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def count(): return 1
class Countdown:
    def __iter__(self): return self
    def __next__(self): return User()
class Ping:
    def __iter__(self): return Pong()
    def __next__(self): return User()
class Pong:
    def __iter__(self): return Ping()
    def __next__(self): return Base()
def user(): return User()
async def later(): return User()
users = [user()]
by_name = {"a": User()}
pair = (User(), Base())
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("User", {"class User"}),
        ("user", {"def user"}),
        ("user()", {"User()"}),
        ("os.path", {"external os.path"}),
        ("len", {"external builtins.len"}),
        ("unknown", set()),
        ("'글'", {"builtins.str()"}),
        ("f'{user()}'", {"builtins.str()"}),
        ("1.5", {"builtins.float()"}),
        ("None", set()),
        ("User().boss", {"User()"}),
        ("User().boss.boss.name", {"builtins.str()"}),
        ("User().me()", {"User()"}),
        ("User.make()", {"User()"}),
        ("User.count()", {"builtins.int()"}),
        ("User().shared", {"Base()"}),
        ("User()[0]", {"Base()"}),
        ("users[0]", {"User()"}),
        ("users[1:]", {"builtins.list(…)"}),
        ("users[1:][0]", {"User()"}),
        ("by_name['a']", {"User()"}),
        ("by_name.get('a', Base())", {"User()", "Base()"}),
        ("pair[1]", {"Base()"}),
        ("pair[-2]", {"User()"}),
        ("pair[7]", set()),
        ("[u for u in users][0]", {"User()"}),
        ("{u for u in users}.pop", {"external builtins.set.pop"}),
        ("next(u for u in users)", {"User()"}),
        ("{u: Base() for u in users}[1]", {"Base()"}),
        ("[v for u in [users] for v in u][0]", {"User()"}),
        ("User() if users else Base()", {"User()", "Base()"}),
        ("User() or Base()", {"User()", "Base()"}),
        ("(found := User())", {"User()"}),
        ("(lambda: User())()", {"User()"}),
        ("list(User())[0]", {"User()"}),
        ("list(Countdown())[0]", {"User()"}),
        ("list(Ping())[0]", {"Base()"}),
        ("list(Pong())[0]", {"User()"}),
        ("functools.partial(functools.partial(user))()", {"User()"}),
        ("[*users][0]", {"User()"}),
        ("max(users, key=lambda u: u.name)", {"User()"}),
        ("not user()", set()),
    ],
)
def test_expression(expression: str, expected: set[str]) -> None:
    """An expression is what the program's text says that it can be, and nothing where that says nothing."""
    assert values_of(f"{PRELUDE}\nresult = {expression}\nresult", "result") == expected


def test_await_gives_what_a_coroutine_returns() -> None:
    """An awaited call of the program gives what the function returns."""
    source = f"{PRELUDE}\nasync def f():\n    result = await later()\n    return result"
    assert values_of(source, "result") == {"User()"}


@pytest.mark.parametrize(
    "loop",
    [
        "    x = x.parent\n",
        "    x = x.next()\n",
        "    x = (x, 1)\n",
        "    x = [x]\n",
        "    x = functools.partial(lib.wrap, x)\n",
        "    x = {'inner': x}\n",
        "    x = zip(x, x)\n",
        "    x = lambda: x\n",
        "    x, y = (y, x), (x, y)\n",
    ],
)
def test_values_in_a_circle_end(loop: str) -> None:
    """What is made of itself over and over stays a handful of values."""
    found = values_of(f"import functools, lib\nx = y = lib.start()\nwhile x:\n{loop}x", "x")
    assert len(found) <= 60
    assert max(map(len, found)) < 10_000
