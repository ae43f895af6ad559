"""Commands and tasks are async functions in a plain function that runs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from aiolift.migrate.plan import Plan


@pytest.mark.parametrize(
    ("imports", "decorator"),
    [
        ("import click", "@click.command()"),
        ("from typer import Typer\napp = Typer()", "@app.command()"),
        ("from celery import shared_task", "@shared_task"),
        ("import dramatiq", "@dramatiq.actor"),
        ("from rq.decorators import job", '@job("low")'),
        (
            "from apscheduler.schedulers.blocking import BlockingScheduler\njobs = BlockingScheduler()",
            '@jobs.scheduled_job("cron", hour=3)',
        ),
    ],
)
def test_a_command_is_run(converted: Callable[..., str], imports: str, decorator: str) -> None:
    """The decorator stands right above the function, below what registers it."""
    code = converted(f"{imports}\nfrom db import count\n\n{decorator}\ndef show():\n    print(count())\n")
    assert f"{decorator}\n@run_async\nasync def show():\n    print(await count())\n" in code
    assert "from db import count, run_async" in code


def test_a_command_without_database_stays(converted: Callable[..., str]) -> None:
    """Only commands that await are decorated."""
    code = "import click\nfrom db import count\n\n@click.command()\ndef version():\n    print(1)\n"
    assert converted(code) == code


def test_callers_of_a_command_stay_sync(converted: Callable[..., str]) -> None:
    """A command is a plain function for whoever calls it."""
    code = converted("""\
        import click
        from db import count

        @click.command()
        def show():
            print(count())

        def all_of_it():
            show()
    """)
    assert "\ndef all_of_it():\n    show()\n" in code


def test_it_stands_above_decorators_of_the_program(converted: Callable[..., str]) -> None:
    """A decorator of the program wraps the async function, so the plain one is made of its result."""
    code = converted("""\
        import functools
        import click
        from db import count

        def logged(function):
            @functools.wraps(function)
            def inner(*args):
                print("start")
                return function(*args)
            return inner

        @click.command()
        @logged
        def show():
            print(count())
    """)
    assert "@click.command()\n@run_async\n@logged\nasync def show():" in code
    assert '    async def inner(*args):\n        print("start")\n        return await function(*args)\n' in code


@pytest.mark.parametrize(
    ("imports", "handed"),
    [
        (
            "from apscheduler.schedulers.blocking import BlockingScheduler\njobs = BlockingScheduler()",
            'jobs.add_job({}, "interval", hours=1)',
        ),
        ("import typer", "typer.run({})"),
        ("import atexit", "atexit.register({})"),
    ],
)
def test_functions_that_are_handed_over(converted: Callable[..., str], imports: str, handed: str) -> None:
    """A function that only a runner calls is decorated; one that others await is made plain where it is handed over."""
    start = f"{imports}\nfrom db import count\n\ndef show():\n    print(count())\n\ndef start():\n"
    only = converted(f"{start}    {handed.format('show')}\n")
    assert "@run_async\nasync def show():" in only
    assert f"\ndef start():\n    {handed.format('show')}\n" in only
    both = converted(f"{start}    {handed.format('show')}\n\ndef other():\n    show()\n")
    assert "\n\nasync def show():" in both
    assert f"\ndef start():\n    {handed.format('run_async(show)')}\n" in both
    assert "async def other():\n    await show()\n" in both


def test_hooks_of_gunicorn(plan: Callable[..., Plan], tmp_path: Path) -> None:
    """Gunicorn calls the hooks of its configuration file, where no loop runs."""
    hook = "from db import engine\n\n\ndef post_fork(server, worker):\n    engine.dispose()\n"
    (tmp_path / "gunicorn.conf.py").write_text(hook, "utf-8")
    changes = {str(change.name): change.after.decode() for change in plan().changes}
    assert "@run_async\nasync def post_fork(server, worker):\n" in changes["gunicorn.conf.py"]
