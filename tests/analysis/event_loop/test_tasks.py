"""What libraries pass to the functions that they decorate."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile

CODE = """\
import click
from celery import Celery, Task
from sqlalchemy.orm import Session

app = Celery()


class SessionTask(Task):
    @property
    def session(self) -> Session:
        return Session()


@click.group()
@click.pass_context
def main(context):
    context.obj = context.with_resource(Session())


{decorator}
def run(first, name):
    first{session}.commit()

{call}
"""


@pytest.mark.parametrize(
    ("decorator", "session", "call"),
    [
        ("@app.task(bind=True, base=SessionTask)", ".session", 'run("name")'),
        ("@main.command()\n@click.pass_obj", "", ""),
        ("@main.command()\n@click.pass_context", ".obj", ""),
    ],
)
def test_the_first_argument(decorator: str, session: str, call: str) -> None:
    """A bound task gets itself, of its base; a command of Click its context, or what that holds."""
    text = CODE.format(decorator=decorator, session=session, call=call)
    model = Model(Program([TextFile(Path("m.py"), PurePosixPath("m.py"), text)]))
    commit = next(site for site in model.sites if site.module.segment(site.node).endswith("commit()"))
    assert commit.externals == ("sqlalchemy.orm.Session.commit",)


def test_a_task_that_is_not_bound() -> None:
    """Without `bind` the first argument is the caller's."""
    text = CODE.format(decorator="@app.task(base=SessionTask)", session=".session", call="")
    model = Model(Program([TextFile(Path("m.py"), PurePosixPath("m.py"), text)]))
    commit = next(site for site in model.sites if site.module.segment(site.node).endswith("commit()"))
    assert "sqlalchemy.orm.Session.commit" not in commit.externals
