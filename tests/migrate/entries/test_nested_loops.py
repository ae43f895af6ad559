"""What starts an event loop is called in a thread by async code."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

COMMAND = """\
import asyncio
import click
from db import count

@click.command()
def show():
    print(count())

async def other():
    await asyncio.sleep(0)

def started():
    asyncio.run(other())

def through():
    started()
"""


def test_commands_run_in_a_thread(converted: Callable[..., str]) -> None:
    """A test that became async invokes commands outside of its own loop."""
    code = converted(
        """\
        from click.testing import CliRunner
        from commands import show
        from db import count

        def test_show():
            assert count()
            assert CliRunner().invoke(show, ["--all"]).exit_code == 0
    """,
        commands=COMMAND,
    )
    assert 'assert (await asyncio.to_thread(CliRunner().invoke, show, ["--all"])).exit_code == 0' in code


def test_functions_that_start_a_loop_run_in_a_thread(converted: Callable[..., str]) -> None:
    """Also where the loop starts in what they call; without arguments the call keeps none."""
    code = converted(
        """\
        from commands import started, through
        from db import count

        def check():
            started()
            through()
            return count()
    """,
        commands=COMMAND,
    )
    assert "    await asyncio.to_thread(started)\n    await asyncio.to_thread(through)\n" in code


def test_sync_callers_stay(converted: Callable[..., str]) -> None:
    """Sync code runs no loop, so that it may start one."""
    code = "from commands import through\n\ndef check():\n    through()\n"
    assert converted(code, commands=COMMAND) == code


def test_eager_tasks_run_in_a_thread(converted: Callable[..., str]) -> None:
    """A task that runs a loop is sent from a thread: where tasks are eager, sending runs it."""
    code = converted(
        """\
        from celery import shared_task
        from db import count

        @shared_task
        def report():
            return count()

        @shared_task
        def add(a, b):
            return a + b

        def send():
            report.delay().get()
            add.delay(1, 2)
            return count()
    """
    )
    assert "    (await asyncio.to_thread(report.delay)).get()\n    add.delay(1, 2)\n" in code
