"""A loop that is started inside of one is found, with the way to it."""

from __future__ import annotations

import pytest

from aiolift.analysis.event_loop.nested_loops import nested_loops
from tests.program.code import model_of

BEFORE = """
import asyncio

async def work(): ...

def start():
    return asyncio.run(work())

def helper():
    return start()
"""


def found(code: str) -> list[tuple[int, int]]:
    """Return the line of each call behind `BEFORE`, from 1, and the number of calls down to the start of the loop."""
    model = model_of({"main.py": BEFORE + code})
    first = BEFORE.count("\n")
    return [(one.site.node.lineno - first, len(one.chain)) for one in nested_loops(model)]


def test_the_way_down_is_kept() -> None:
    """Direct starts have no chain, a helper's helper one of two calls."""
    assert found("async def f():\n    asyncio.run(work())\n    start()\n    helper()\n") == [(2, 0), (3, 1), (4, 2)]


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    helper()\n",
        "async def f():\n    await asyncio.to_thread(helper)\n",
        "async def f(loop):\n    loop.run_in_executor(None, lambda: helper())\n",
        "import pytest\nasync def f():\n    with pytest.raises(RuntimeError):\n        helper()\n",
        "import nest_asyncio\nnest_asyncio.apply()\nasync def f():\n    helper()\n",
    ],
)
def test_outside_of_a_loop_is_left_alone(code: str) -> None:
    """Sync callers, threads, tests that expect the failure, and a patched asyncio have no finding."""
    assert found(code) == []


def test_a_helper_that_asks_first_is_left_alone() -> None:
    """What looks for a running loop knows what it does."""
    code = "def ask():\n    if not asyncio.get_event_loop().is_running():\n        asyncio.run(work())\n"
    assert found(f"{code}async def f():\n    ask()\n") == []
