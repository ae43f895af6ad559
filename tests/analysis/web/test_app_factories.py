"""Functions that build the application for a server."""

from __future__ import annotations

from aiolift.analysis.web.app_factories import app_factories
from tests.program.code import model_of

SERVICE = """
from fastapi import FastAPI

def create_app():
    app = FastAPI()
    return app

def assembled() -> FastAPI: return create_own()
def create_own() -> FastAPI: return FastAPI()
async def create_async() -> FastAPI: return FastAPI()
def name() -> str: return FastAPI().title
"""


def test_the_functions_that_give_an_application_to_nobody() -> None:
    """One that the program calls itself may be awaited there; one that only tests call is the server's."""
    test = "from app import create_app\n\ndef test_it(): assert create_app()\n"
    model = model_of({"app.py": SERVICE, "test_app.py": test})
    assert [function.name for function in app_factories(model)] == ["create_app", "assembled"]
