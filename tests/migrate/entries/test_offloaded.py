"""A function that ran in a thread for async code is awaited in place once it is async."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

FUNCTIONS = """\
import asyncio
from functools import partial
import anyio
from asgiref.sync import sync_to_async
from asyncer import asyncify
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session, text
from db import engine

def load(number, session=None, *, limit=1):
    with Session(engine) as session:
        return session.exec(text("SELECT 1")).one()

def pure(number):
    return number + 1
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("await asyncio.to_thread(load, 1, limit=2)", "await load(1, limit=2)"),
        ("await run_in_threadpool(load, 1)", "await load(1)"),
        ("await anyio.to_thread.run_sync(load, 1, abandon_on_cancel=True)", "await load(1)"),
        ("await asyncio.to_thread(\n        load,\n        1,\n    )", "await load(1)"),
        ("await asyncio.to_thread(lambda: load(1))", "await load(1)"),
        ("await asyncio.to_thread(lambda n: load(n), 3)", "await (lambda n: load(n))(3)"),
        ("await asyncio.to_thread(partial(load, 1, limit=2))", "await load(1, limit=2)"),
        ("await asyncio.to_thread(partial(load, limit=2), 1)", "await partial(load, limit=2)(1)"),
        (
            "await asyncio.gather(asyncio.to_thread(load, 1), asyncio.to_thread(pure, 2))",
            "await asyncio.gather(load(1), asyncio.to_thread(pure, 2))",
        ),
        ("await asyncio.get_running_loop().run_in_executor(None, load, 1)", "await load(1)"),
        ("await asyncify(load, abandon_on_cancel=True)(1, limit=2)", "await load(1, limit=2)"),
        ("await sync_to_async(lambda n: load(n))(1)", "await (lambda n: load(n))(1)"),
        ("await asyncify(pure)(1)", "await asyncify(pure)(1)"),
        (
            "future = asyncio.get_running_loop().run_in_executor(None, load, 1)",
            "future = asyncio.ensure_future(load(1))",
        ),
        ("await asyncio.to_thread(pure, 1)", "await asyncio.to_thread(pure, 1)"),
    ],
)
def test_forms(converted: Callable[..., str], before: str, after: str) -> None:
    """The thread goes, with the runner's own options; what is not async stays in its thread."""
    code = converted(f"{FUNCTIONS}\nasync def run():\n    {before}\n")
    assert code.endswith(f"\nasync def run():\n    {after}\n")


def test_the_session_that_is_passed_on_is_known(converted: Callable[..., str]) -> None:
    """What a thread is given flows into the function's parameters, which need no annotation."""
    code = converted("""\
        import asyncio
        from sqlmodel import Session
        from db import engine

        def save(session):
            session.commit()

        async def run():
            with Session(engine) as session:
                await asyncio.to_thread(save, session)
    """)
    assert "async def save(session):\n    await session.commit()\n" in code
    assert "        await save(session)\n" in code


def test_a_loop_that_nothing_needs_goes(converted: Callable[..., str]) -> None:
    """`loop = asyncio.get_running_loop()` stays where another call still needs it."""
    code = converted(f"""{FUNCTIONS}
async def run():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, load, 1)
    await loop.run_in_executor(None, load, 2)

async def other():
    loop = asyncio.get_running_loop()
    await loop.run_in_executor(None, load, 1)
    await loop.run_in_executor(None, pure, 1)
""")
    assert "async def run():\n    await load(1)\n    await load(2)\n" in code
    assert (
        "    loop = asyncio.get_running_loop()\n    await load(1)\n    await loop.run_in_executor(None, pure, 1)"
        in code
    )


def test_unused_imports_go(converted: Callable[..., str]) -> None:
    """The import of a runner that nothing calls any more is removed."""
    code = converted("""\
        from fastapi.concurrency import run_in_threadpool
        from db import count

        async def run():
            return await run_in_threadpool(count)
    """)
    assert code == "from db import count\n\nasync def run():\n    return await count()\n"


def test_overrides_go_together(converted: Callable[..., str]) -> None:
    """A method of several classes is one function, which becomes async in all of them."""
    code = converted("""\
        import asyncio
        from sqlmodel import Session, text
        from db import engine

        class Hook:
            def run(self): ...

        class Counted(Hook):
            def run(self):
                with Session(engine) as session:
                    return session.exec(text("SELECT 1")).one()

        class Idle(Hook):
            def run(self):
                return None

        HOOKS: list[Hook] = [Counted(), Idle()]

        async def run_all():
            return [await asyncio.to_thread(hook.run) for hook in HOOKS]
    """)
    assert code.count("async def run(self)") == 3
    assert "[await hook.run() for hook in HOOKS]" in code
