"""FastAPI's dependencies."""

from __future__ import annotations

from aiolift.analysis.dependencies import Dependencies
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
