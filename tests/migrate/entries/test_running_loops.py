"""An event loop that a function started is not started where the function itself is async."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

HEAD = "import asyncio\nimport anyio\nfrom db import count\n\nasync def other(number=0):\n    return number\n\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("print(asyncio.run(other(1)))", "print(await other(1))"),
        ("print(asyncio.run(other(1), debug=True).real)", "print((await other(1)).real)"),
        ("asyncio.get_event_loop().run_until_complete(other())", "await other()"),
        ("anyio.from_thread.run(other, 1)", "await other(1)"),
        ("anyio.run(other)", "await other()"),
    ],
)
def test_forms(converted: Callable[..., str], before: str, after: str) -> None:
    """What was run is awaited; the result is used as before."""
    code = converted(f"{HEAD}def run():\n    {before}\n    return count()\n")
    assert code.endswith(f"async def run():\n    {after}\n    return await count()\n")


def test_the_loop_that_was_made_goes(converted: Callable[..., str]) -> None:
    """Making, setting and closing a loop for one coroutine is no longer needed."""
    code = converted(f"""{HEAD}def run():
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    loop.run_until_complete(other())
    loop.close()
    return count()
""")
    assert code.endswith("async def run():\n    await other()\n    return await count()\n")


def test_sync_functions_still_start_one(converted: Callable[..., str]) -> None:
    """A function without database calls stays what it is."""
    code = f"{HEAD}def run():\n    return asyncio.run(other())\n"
    assert converted(code) == code
