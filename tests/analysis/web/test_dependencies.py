"""FastAPI's dependencies."""

from __future__ import annotations

from aiolift.analysis.web.dependencies import Dependencies
from tests.program.code import model_of

SERVICE = """
from typing import Annotated
from elsewhere import unknown
from fastapi import Depends, FastAPI

app = FastAPI()

def first(): return 1
def second(value=Depends(first)): return value
class Service:
    def __init__(self, value=Depends(dependency=second)): self.value = value

@app.get("/1")
def by_default(service: Service = Depends()): ...
@app.get("/2")
def by_annotation(service: Annotated[Service, Depends()]): ...
@app.get("/3")
def by_name(service=Depends(Service)): ...
@app.get("/4")
def of_unknown(value=Depends(unknown)): ...
"""


def test_all_that_runs_before_a_function() -> None:
    """Functions and classes count, named by position, keyword or annotation, and what those ask for."""
    dependencies = Dependencies(model_of(SERVICE))
    behind = {one.name: {found.qualname for found in dependencies.behind(one)} for one in dependencies.asked_by}
    every = {"Service.__init__", "second", "first"}
    assert behind == {
        "second": {"first"},
        "__init__": {"second", "first"},
        "by_default": every,
        "by_annotation": every,
        "by_name": every,
        "of_unknown": set(),
    }


LATE = """
from fastapi import BackgroundTasks, Depends, HTTPException
from fastapi.responses import StreamingResponse
from sqlalchemy.orm import Session

def handled():
    with Session() as session:
        try:
            yield session
        except HTTPException:
            session.commit()
            raise

def cleaned():
    with Session() as session:
        yield session
        try:
            session.flush()
        except ValueError:
            session.commit()

def closed():
    with Session() as session:
        try:
            yield session
        finally:
            session.commit()

def lines(session: Session):
    yield from session.scalars(QUERY)

def closure(session: Session):
    def inner():
        yield from session.scalars(QUERY)
    return StreamingResponse(inner())

def variable(session: Session):
    rows = lines(session)
    return StreamingResponse(rows)

def helper(session: Session):
    return respond(session)

def respond(session: Session):
    return StreamingResponse(lines(session))

def task(session: Session, tasks: BackgroundTasks):
    tasks.add_task(print, session)

def nothing(session: Session, tasks: BackgroundTasks):
    names = list(session.scalars(QUERY))
    tasks.add_task(print, "done")
    return StreamingResponse(iter(["a"]))
"""


def test_which_commit_after_their_yield() -> None:
    """What is done for an error, before it is answered, does not count; what follows the `yield` does."""
    model = model_of(LATE)
    dependencies = Dependencies(model)
    late = {one.name for one in model.program.functions if dependencies.commits_after_yield(one)}
    assert late == {"cleaned", "closed"}


def test_who_hands_its_session_to_what_runs_later() -> None:
    """A session in an argument, a closure or a variable counts, and what a function calls; one used before does not."""
    model = model_of(LATE)
    dependencies = Dependencies(model)
    handing = {one.name for one in model.program.functions if dependencies.outlived(one)}
    assert handing == {"closure", "variable", "helper", "respond", "task"}
