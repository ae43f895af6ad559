"""AL105: an event loop that is started inside of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.event_loop.nested_loops import nested_loops
from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject


class AsyncioRunInRunningLoop(Rule):
    """A thread runs one event loop at a time. `asyncio.run`, `loop.run_until_complete` and `Runner.run` fail where one
    runs: `RuntimeError: asyncio.run() cannot be called from a running event loop`. A sync helper that calls them works
    from a script, and fails as soon as an `async def` calls it. Await the coroutine; a helper that both need is an
    `async def`, and the script calls `asyncio.run(helper())`.
    """

    code = "AL105"
    name = "asyncio-run-in-running-loop"
    source = "https://docs.python.org/3/library/asyncio-runner.html#asyncio.run"
    invalid = (
        Invalid(
            """
import asyncio

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

app = FastAPI()


async def load(session: AsyncSession) -> list[int]:
    return list(await session.scalars(select(1)))


def load_now(session: AsyncSession) -> list[int]:
    return asyncio.run(load(session))


async def report(session: AsyncSession) -> int:
    return len(asyncio.run(load(session)))


@app.get("/spots")
async def spots(session: AsyncSession) -> list[int]:
    return load_now(session)
""",
            at=("asyncio.run(load(session))", "load_now(session)"),
        ),
    )
    valid = (
        Valid(
            """
import asyncio

from fastapi import FastAPI

app = FastAPI()


async def load() -> list[int]:
    return [1]


def load_now() -> list[int]:
    return asyncio.run(load())


@app.get("/spots")
def spots() -> list[int]:
    return load_now()


async def in_a_thread() -> list[int]:
    return await asyncio.to_thread(load_now)


if __name__ == "__main__":
    asyncio.run(load())
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report the calls that start a loop, with the way down where a sync function does it."""
        for found in nested_loops(subject.model):
            site, start = found.site, found.start
            name = _name(start)
            through = f"`{_callee(site)}` calls `{name}`, which" if found.chain else f"`{name}`"
            yield subject.finding(
                self.code,
                site.module,
                site.node,
                f"{through} starts an event loop where one runs already, and so raises RuntimeError",
                help="await `uvicorn.Server(config).serve()`" if name.startswith("uvicorn.") else "await the coroutine",
                chain=(
                    Step(subject.place(step.module, step.node), f"{_caller(step)} calls {_called(step)}")
                    for step in found.chain
                ),
            )


def _name(start: Site) -> str:
    name = start.externals[0]
    return "loop.run_until_complete" if name.endswith(".run_until_complete") else name.removesuffix("().__call__")


def _callee(site: Site) -> str:
    return site.targets[0].name if site.targets else site.externals[0]


def _caller(step: Site) -> str:
    return step.function.name if step.function is not None else step.module.name


def _called(step: Site) -> str:
    return step.targets[0].name if step.targets else _name(step)
