"""What becomes of a session."""

from __future__ import annotations

import pytest

from aiolift.analysis.sessions.traces import Trace, Traces
from tests.program.code import model_of

HEAD = "from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker\nfrom base import engine\n"


def traced(code: str) -> Trace:
    """Return what becomes of the only session that a program makes by `AsyncSession(engine)`."""
    model = model_of(HEAD + code)
    made = [site for site in model.sites if "sqlalchemy.ext.asyncio.AsyncSession" in site.externals]
    return Traces(model).of(made[0].module, made[0].node)


@pytest.mark.parametrize(
    "code",
    [
        "async def f():\n    async with AsyncSession(engine) as s: ...",
        "async def f():\n    s = AsyncSession(engine)\n    await s.close()",
        "async def f():\n    await g(AsyncSession(engine))\nasync def g(s):\n    async with s: ...",
        "def f(): return AsyncSession(engine)\nasync def g():\n    async with f(): ...",
        "class C:\n    def __init__(self): self.s = AsyncSession(engine)\n    async def e(self): await self.s.close()",
        "class C:\n    @property\n    def s(self): return AsyncSession(engine)\n"
        "async def g(c: C):\n    async with c.s: ...",
    ],
)
def test_where_it_is_closed(code: str) -> None:
    """A session is closed by `async with` or `close`, in the function, in one that it is given to, or in a caller."""
    assert traced(code).closings


@pytest.mark.parametrize(
    "code",
    [
        "async def f():\n    s = AsyncSession(engine)\n    await s.commit()",
        "async def f():\n    await g(AsyncSession(engine))\nasync def g(s):\n    await s.commit()",
        "def f(): return AsyncSession(engine)\nasync def g():\n    await f().commit()",
        "class C:\n    def __init__(self, s): self.s = s\n"
        "async def g():\n    c = C(AsyncSession(engine))\n    await c.s.commit()",
    ],
)
def test_where_nobody_closes_it(code: str) -> None:
    """Where every use is followed and none closes it, a session is used and stays open."""
    trace = traced(code)
    assert (trace.closings, trace.handed, len(trace.reads)) == ([], False, 1)


@pytest.mark.parametrize(
    "code",
    [
        "from library import keep\ndef f():\n    keep(AsyncSession(engine))",
        "def f(): return AsyncSession(engine)",
        "def f(): return AsyncSession(engine)\nsessions = [f]",
        "def f(items):\n    items.append(AsyncSession(engine))",
        "from library import Base\nclass C(Base):\n    def __init__(self): self.s = AsyncSession(engine)",
        "import pytest\n@pytest.fixture\ndef session(): return AsyncSession(engine)",
    ],
)
def test_where_somebody_else_may_close_it(code: str) -> None:
    """What a library, a container, a base class or unknown callers get may be closed there."""
    assert traced(code).handed
