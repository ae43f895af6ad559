"""Coroutines that nobody awaits are found, and what is right is left alone."""

from __future__ import annotations

from pathlib import Path, PurePosixPath
from textwrap import dedent

import pytest

from aiolift.analysis.awaiting.unawaited import find
from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile

PRELUDE = """
import asyncio
import contextlib
import functools
import inspect
import threading
from contextlib import asynccontextmanager, contextmanager
import httpx
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine, async_sessionmaker

app = FastAPI()
engine = create_async_engine("sqlite+aiosqlite://")
Session = async_sessionmaker(engine)

async def get(session: AsyncSession, name: str): return await session.get(object, name)
async def works(name: str): return bool(name)
async def rows():
    yield 1
@asynccontextmanager
async def opened():
    yield Session()
@contextmanager
def marked():
    yield 1
def later(name: str): return works(name)
def plain(name: str): print(name)
"""


def findings(code: str) -> list[tuple[str, str]]:
    """Return the text and the reason of what is not awaited in a module."""
    file = TextFile(Path("m.py"), PurePosixPath("m.py"), PRELUDE + dedent(code))
    return [(one.module.segment(one.node), one.why) for one in find(Model(Program([file])))]


WRONG = {
    "statement": ("works('a')", "nobody awaits"),
    "through a sync function": ("later('a')", "nobody awaits"),
    "assignment, then a value": ("x = works('a')\n    print(x)", "is given to print()"),
    "assignment, then nothing": ("x = works('a')", "nobody awaits"),
    "list comprehension": ("return [get(s, n) for n in names]", "is part of what a library is given"),
    "list comprehension in a name": ("found = [get(s, n) for n in names]\n    return len(found)", "nobody awaits"),
    "loop over collected coroutines": (
        "found = []\n    for n in names:\n        found.append(works(n))\n    for f in found:\n        print(f)",
        "is given to print()",
    ),
    "all": ("return all(works(n) for n in names)", "is given to all()"),
    "any of a list": ("return any([works(n) for n in names])", "is given to any()"),
    "sorted": ("return sorted(works(n) for n in names)", "is given to sorted()"),
    "condition": ("if works('a'):\n        pass", "is used as a condition"),
    "negation": ("return not works('a')", "is used as a condition"),
    "condition of a comprehension": ("return [n for n in names if works(n)]", "is used as a condition"),
    "comparison": ("return works('a') is None", "is used as a value"),
    "f-string": ("return f'{works(1)}'", "is formatted as text"),
    "attribute": ("return s.execute('q').first()", "has no attribute 'first'"),
    "item": ("return get(s, 'a')[0]", "has no items"),
    "iteration": ("for n in get(s, 'a'):\n        pass", "is iterated over"),
    "entered by a stack": (
        "with contextlib.ExitStack() as stack:\n        stack.enter_context(opened())",
        "only `enter_async_context` can enter",
    ),
    "closed": ("with contextlib.closing(s):\n        pass", "only `aclosing` can close"),
    "bound method of a stack's end": (
        "async with contextlib.AsyncExitStack() as stack:\n        stack.callback(s.commit)",
        "contextlib.AsyncExitStack.callback calls and does not await",
    ),
    "entered": ("async with works('a'):\n        pass", "is entered"),
    "argument of a function that does not await": ("plain(works('a'))", "is given to plain()"),
    "argument of a constructor": ("return Exception(works('a'))", "is given to Exception()"),
    "return": ("return works('a')", "is returned by an async function, which gives a coroutine of a coroutine"),
    "key": ("return sorted(names, key=works)", "sorted calls and does not await"),
    "filter": ("return list(filter(works, names))", "filter calls and does not await"),
    "lambda": ("return max(names, key=lambda n: works(n))", "max calls and does not await"),
    "map": ("return list(map(works, names))", "is part of what a library is given"),
    "thread": ("threading.Thread(target=works).start()", "threading.Thread calls and does not await"),
    "partial in a thread": (
        "job = functools.partial(works, 'a')\n    threading.Thread(target=job)",
        "threading.Thread calls and does not await",
    ),
    "commit": ("s.commit()", "nobody awaits"),
    "connection's execute": ("async with engine.begin() as c:\n        c.execute('q')", "nobody awaits"),
    "streamed result": ("r = await s.stream('q')\n    return r.all()[0]", "has no items"),
    "client": ("c = httpx.AsyncClient()\n    return c.get('/').json()", "has no attribute 'json'"),
    "transaction": ("t = s.begin()\n    await t.commit()", "has no attribute 'commit'"),
    "awaitable_attrs": ("o = await s.get(object, 1)\n    return o.awaitable_attrs.x[0]", "has no items"),
    "gather of a list in a list": ("await [works('a')]", "is a collection, of which the await awaits nothing"),
    "with": ("with Session() as x:\n        pass", "only `async with` can enter"),
    "with over a function": ("with opened() as x:\n        pass", "only `async with` can enter"),
    "async with": ("async with marked() as x:\n        pass", "`async with` cannot enter"),
    "for": ("for n in rows():\n        pass", "only `async for` can consume"),
    "comprehension": ("return [n for n in rows()]", "only `async for` can consume"),
    "await of nothing": ("await plain('a')", "cannot be awaited"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_not_awaited_is_found(name: str) -> None:
    """Each way to lose a coroutine is one finding, with what becomes of it."""
    body, why = WRONG[name]
    code = f'@app.get("/")\nasync def handler(s: AsyncSession, names: list[str]):\n    {body}\n'
    assert [found for _, found in findings(code)] == [why]


RIGHT = {
    "awaited": "return await works('a')",
    "awaited later": "x = works('a')\n    return await x",
    "awaited in place": "x = works('a')\n    x = await x\n    return x.real",
    "gather": "return await asyncio.gather(*[works(n) for n in names])",
    "gather of a name": "jobs = [works(n) for n in names]\n    if jobs:\n        await asyncio.gather(*jobs)",
    "gather of what grew": "jobs = []\n    jobs.append(works('a'))\n    jobs += [works('b')]\n"
    "    await asyncio.gather(*jobs)",
    "gather of a map": "return await asyncio.gather(*map(works, names))",
    "gather of a dictionary": "jobs = {n: works(n) for n in names}\n    return await asyncio.gather(*jobs.values())",
    "tasks": "t = asyncio.create_task(works('a'))\n    await t",
    "group": "async with asyncio.TaskGroup() as g:\n        g.create_task(works('a'))",
    "as completed": "for f in asyncio.as_completed([works(n) for n in names]):\n        await f",
    "one after the other": "jobs = [works(n) for n in names]\n    for j in jobs:\n        await j",
    "pairs": "a, b = works('a'), works('b')\n    return await a or await b",
    "either": "return await (works('a') if names else works('b'))",
    "through a function": "async def run(job):\n        return await job\n    return await run(works('a'))",
    "through a sync function": "return await later('a')",
    "through a partial": "job = functools.partial(works, 'a')\n    return await job()",
    "asked first": "for f in [works, plain]:\n        if inspect.iscoroutinefunction(f):\n            await f('a')\n"
    "        else:\n            f('a')",
    "async loops": "async for n in rows():\n        print(n)\n    return [n async for n in rows()]",
    "entered": "async with engine.connect() as c, opened(), Session.begin() as x:\n        await x.execute('q')",
    "transaction in a name": "t = s.begin()\n    async with t:\n        pass",
    "sync calls of a session": "s.add(object())\n    (await s.execute('q')).scalars().first()",
    "with over a sync function": "with marked() as x:\n        print(x)",
    "closed": "x = works('a')\n    x.close()",
}


@pytest.mark.parametrize("name", RIGHT)
def test_what_is_awaited_is_no_finding(name: str) -> None:
    """What is awaited, now or later, or given to who awaits it, is left alone."""
    code = f'@app.get("/")\nasync def handler(s: AsyncSession, names: list[str]):\n    {RIGHT[name]}\n'
    assert findings(code) == []


def test_a_sync_endpoint_that_returns_a_coroutine() -> None:
    """FastAPI does not await what a `def` endpoint returns."""
    assert findings('@app.get("/")\ndef handler():\n    return works("a")\n') == [
        ('works("a")', "a sync function returns to a library")
    ]


def test_a_decorator_with_two_wrappers() -> None:
    """A decorator that asks for the colour of its function has used the wrapper that fits."""
    code = """
    def counted(f):
        if inspect.iscoroutinefunction(f):
            async def outer(*args):
                return await f(*args)
            return outer
        def wrapper(*args):
            return f(*args)
        return wrapper

    @counted
    def size(name): return len(name)

    @counted
    async def loaded(name): return await works(name)

    async def main():
        loaded("a")
        return size("a") + 1
    """
    assert findings(code) == [('loaded("a")', "nobody awaits")]


def test_a_coroutine_in_an_attribute() -> None:
    """What is kept in an attribute counts by the readers of that attribute."""
    code = """
    class Job:
        def __init__(self, name):
            self.kept = works(name)
            self.lost = works(name)

        async def run(self):
            return await self.kept
    """
    assert findings(code) == [("works(name)", "nobody awaits")]


def test_an_asynchronous_property() -> None:
    """Reading a property that is an `async def` gives a coroutine."""
    code = """
    class Job:
        @property
        async def name(self): return await works("a")

    async def main():
        print(await Job().name)
        return Job().name.upper()
    """
    assert findings(code) == [("Job().name", "has no attribute 'upper'")]
