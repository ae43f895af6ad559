"""Which coroutine functions are the one task of a script."""

from __future__ import annotations

from aiolift.analysis.event_loop.single_tasks import single_tasks
from tests.program.code import model_of

CODE = """
import asyncio
from fastapi import FastAPI
from base import later

app = FastAPI()

async def read():
    return 1

async def load():
    return await read()

async def main():
    await load()
    await beside()

async def beside():
    return 1

@app.get("/")
async def endpoint():
    await beside()

async def two():
    await asyncio.gather(one(), one())

async def one():
    return 1

async def handed():
    return 1

async def nobody():
    return 1

if __name__ == "__main__":
    asyncio.get_event_loop().run_until_complete(main())
    asyncio.run(two())
    later(handed)
    asyncio.run(handed())
"""


def test_what_a_script_awaits_one_after_the_other_is_its_one_task() -> None:
    """What an endpoint awaits too, what is gathered or handed over, and what nobody calls, is not."""
    assert {function.name for function in single_tasks(model_of(CODE))} == {"read", "load", "main"}


def test_commands_are_the_one_task_of_their_loop() -> None:
    """A decorator of the program starts the loop, or argparse has kept the function for the start."""
    code = """
    import argparse
    import asyncio
    import functools
    import typer

    app = typer.Typer()

    def asyncio_command(function):
        @functools.wraps(function)
        def wrapper(*args, **kwargs):
            return asyncio.run(function(*args, **kwargs))
        return wrapper

    def retried(function):
        @functools.wraps(function)
        async def wrapper(*args, **kwargs):
            return await function(*args, **kwargs)
        return wrapper

    @app.command("show")
    @asyncio_command
    async def show(): ...

    def started(function):
        app.command()(lambda: asyncio.run(function()))
        return function

    @started
    async def given_back(): ...

    @app.command("lost")
    @retried
    async def lost(): ...

    async def kept(args): ...

    async def other(args): ...

    parser = argparse.ArgumentParser()
    parser.set_defaults(func=kept, hook=other)
    args = parser.parse_args()
    asyncio.run(args.func(args))
    """
    assert {function.name for function in single_tasks(model_of(code))} == {"show", "kept", "given_back"}


def test_what_awaits_a_gathering_function_is_not_alone() -> None:
    """A function that awaits one which starts tasks may run beside them."""
    code = """
    import asyncio

    async def work():
        return 1

    async def all_of():
        await asyncio.gather(work(), work())

    async def main():
        await all_of()

    asyncio.run(main())
    """
    assert single_tasks(model_of(code)) == frozenset()
