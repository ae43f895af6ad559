"""Functions that schedulers and queues are given by name."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.awaiting.constraints import Constraints
from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile

CODE = """\
from apscheduler.schedulers.blocking import BlockingScheduler
from rq import Queue


def job(): ...


{given}
"""


@pytest.mark.parametrize(
    ("given", "is_command", "reason"),
    [
        ('BlockingScheduler().add_job("jobs.work:job", "cron")', True, None),
        ('BlockingScheduler().add_job(func="jobs.work:job")', True, None),
        ('Queue().enqueue("jobs.work.job")', False, "job"),
        ('get_queue().enqueue("jobs.work.job")', False, "job"),
        ('JOBS = [{"func": "jobs.work:job"}]', False, "job"),
        ('print("jobs.work.job")', False, None),
        ('BlockingScheduler().add_job("jobs.work:other")', False, None),
    ],
)
def test_who_runs_a_function_by_its_name(given: str, is_command: bool, reason: str | None) -> None:
    """A scheduler's job is a command; a queue's, and what a table names, runs where nobody awaits."""
    file = TextFile(Path("jobs/work.py"), PurePosixPath("jobs/work.py"), CODE.format(given=given))
    constraints = Constraints(Model(Program([file])))
    job = next(one for one in constraints.model.program.functions if isinstance(one.node, ast.FunctionDef))
    assert (job in constraints.commands, constraints.barriers.get(job)) == (is_command, reason)
