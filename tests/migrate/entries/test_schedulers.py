"""APScheduler's jobs run on the application's event loop where the application starts the scheduler."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiolift.migrate.plan import Plan

HEAD = """\
from apscheduler.schedulers.background import BackgroundScheduler
from fastapi import FastAPI
from db import count

app = FastAPI()
scheduler = BackgroundScheduler({options})


@scheduler.scheduled_job("cron", hour=3)
def purge():
    count()


def refresh():
    count()


scheduler.add_job(refresh, "interval", hours=1)
"""


@pytest.mark.parametrize(
    "start",
    [
        "async def lifespan(app):\n    scheduler.start()\n    yield\n",
        '@app.on_event("startup")\ndef begin():\n    scheduler.start()\n',
        'def begin():\n    scheduler.start()\n\n\napp.add_event_handler("startup", begin)\n',
        "def begin():\n    scheduler.start()\n\n\nasync def lifespan(app):\n    begin()\n    yield\n",
    ],
)
def test_started_by_the_application(converted: Callable[..., str], start: str) -> None:
    """The scheduler of the event loop awaits its jobs, added in either way."""
    code = converted(HEAD.format(options="") + "\n\n" + start)
    assert "from apscheduler.schedulers.asyncio import AsyncIOScheduler\n" in code
    assert "scheduler = AsyncIOScheduler()\n" in code
    assert '@scheduler.scheduled_job("cron", hour=3)\nasync def purge():\n    await count()\n' in code
    assert "async def refresh():" in code
    assert 'scheduler.add_job(refresh, "interval", hours=1)' in code


def test_started_elsewhere(converted: Callable[..., str]) -> None:
    """Without an event loop the scheduler keeps its threads, and each job runs a loop of its own."""
    code = converted(HEAD.format(options="") + "\n\ndef main():\n    scheduler.start()\n")
    assert "scheduler = BackgroundScheduler()\n" in code
    assert "@run_async\nasync def purge():" in code
    assert "@run_async\nasync def refresh():" in code


def test_sync_jobs_keep_their_scheduler(converted: Callable[..., str]) -> None:
    """Jobs without database calls are no reason for another scheduler."""
    code = (
        HEAD.format(options="").replace("count()", "print()") + "\n\nasync def lifespan(app):\n    scheduler.start()\n"
    )
    assert converted(code) == code


def test_executors_of_threads_are_marked(plan: Callable[..., Plan]) -> None:
    """An executor of threads would call an async job and not await it."""
    found = plan(main=HEAD.format(options="executors={}") + "\n\nasync def lifespan(app):\n    scheduler.start()\n")
    assert [marker.code for marker in found.markers] == ["AL911"]
