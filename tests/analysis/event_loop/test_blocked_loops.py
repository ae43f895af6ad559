"""Where coroutine functions block their event loop."""

from __future__ import annotations

from aiolift.analysis.event_loop.blocked_loops import blocked_loops
from tests.program.code import model_of

CODE = """
import time
from contextlib import asynccontextmanager
from fastapi import FastAPI

def slow(): time.sleep(1)
def slower(): return slow()

async def direct(): time.sleep(1)
async def deep(): return slower()
async def caller(): return await deep()
def sync(): return slower()

@asynccontextmanager
async def lifespan(app):
    slow()
    yield

app = FastAPI(lifespan=lifespan)
"""


def test_the_way_down_is_known() -> None:
    """The call in the coroutine function is found, with the calls from it down to the one that blocks."""
    found = {one.site.function.name: one for one in blocked_loops(model_of(CODE)) if one.site.function}
    assert sorted(found) == ["deep", "direct"]
    assert [step.function.name for step in found["deep"].chain if step.function] == ["slower", "slow"]
    assert found["deep"].blocks == found["direct"].blocks == "time.sleep"
    assert found["direct"].chain == ()


def test_what_a_lifespan_calls() -> None:
    """Before the yield nobody waits for it; behind it, what was started comes to its end."""
    code = """
import time
from contextlib import asynccontextmanager
from fastapi import FastAPI

async def connect(): time.sleep(1)
async def drain(): time.sleep(1)

@asynccontextmanager
async def lifespan(app):
    await connect()
    yield
    await drain()

app = FastAPI(lifespan=lifespan)
"""
    assert [one.site.function.name for one in blocked_loops(model_of(code)) if one.site.function] == ["drain"]


def test_the_first_task_reads_before_it_awaits() -> None:
    """Nothing else runs yet; behind the first await other tasks may."""
    code = """
import asyncio

def load(): return open("a").read()

async def main():
    load()
    await asyncio.gather(serve(), serve())
    load()

async def serve(): load()

asyncio.run(main())
"""
    found = blocked_loops(model_of(code))
    assert [one.site.node.lineno for one in found if one.kind.why == "reads or writes a file"] == [9, 11]


def test_a_path_that_is_joined_with_a_name() -> None:
    """A str has no `read_bytes`, so that `folder / "name"` is a path."""
    code = "from pathlib import Path\nF = Path('f')\nasync def read(): return (F / 'a').read_bytes()\n"
    assert [one.blocks for one in blocked_loops(model_of(code))] == ["pathlib.Path.read_bytes"]


def test_what_is_awaited_is_the_async_one_of_two() -> None:
    """A sync method of the program that a session may have does not block where the call is awaited."""
    code = """
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

class Routed(Session):
    def commit(self): super().commit()

async def end(session: AsyncSession | Routed):
    await session.commit()

async def end_sync(session: Routed):
    session.commit()
"""
    assert [one.site.function.name for one in blocked_loops(model_of(code)) if one.site.function] == ["end_sync"]


def test_what_is_kept_blocks_once() -> None:
    """A function without parameters that keeps its result does not block each request; one with parameters may."""
    code = """
from functools import lru_cache
from pathlib import Path

@lru_cache
def template(): return Path("mail.html").read_text()

@lru_cache(maxsize=8)
def template_of(name): return Path(name).read_text()

_held = None
def held():
    global _held
    if _held is None:
        _held = Path("mail.html").read_text()
    return _held

def shown(): return template()

async def read(): return template(), shown(), held()
async def read_one(name): return template_of(name)
"""
    assert [one.site.function.name for one in blocked_loops(model_of(code)) if one.site.function] == ["read_one"]


def test_a_sleep_that_nobody_notices() -> None:
    """A sleep of no time, or of a tenth of a millisecond, blocks nothing."""
    code = """
import time

async def nap(): time.sleep(0)
async def doze():
    while True: time.sleep(0.0001)
async def sleep(): time.sleep(0.1)
async def sleep_for(seconds): time.sleep(seconds)
"""
    names = {one.site.function.name for one in blocked_loops(model_of(code)) if one.site.function}
    assert names == {"sleep", "sleep_for"}


def test_what_only_arguments_of_some_type_make_block_does_not_count_for_the_others() -> None:
    """A constructor that reads a file where it is given a path may be given what was read already."""
    code = """
from pathlib import Path

class Settings:
    def __init__(self, source):
        if isinstance(source, Path):
            source = Path(source).read_text()
        self.source = source

def load(source): return Path(source).read_text()

async def put(payload: dict): return Settings(payload)
async def get(source): return load(source)
"""
    assert [one.site.function.name for one in blocked_loops(model_of(code)) if one.site.function] == ["get"]


def test_what_blocks_under_an_if_in_the_main_block_is_seen_and_is_no_matter_of_arguments() -> None:
    """The block of `__main__` counts as a function, but has no parameters."""
    code = """
import asyncio
import time

async def main(): time.sleep(1)

if __name__ == "__main__":
    if True:
        time.sleep(1)
    asyncio.run(main())
"""
    assert [one.site.function.name for one in blocked_loops(model_of(code)) if one.site.function] == ["main"]
