"""What Starlette's BaseHTTPMiddleware runs around each request."""

from __future__ import annotations

from aiolift.analysis.web.middlewares import dispatches
from tests.program.code import model_of

SERVICE = """
from fastapi import FastAPI
from starlette.middleware.base import BaseHTTPMiddleware

app = FastAPI()

class Base(BaseHTTPMiddleware): ...
class Inherited(Base):
    async def dispatch(self, request, call_next): return await call_next(request)
class Other:
    async def dispatch(self, request, call_next): return await call_next(request)
class Refusing(Base):
    async def dispatch(self, request, call_next): return None

@app.middleware("http")
async def decorated(request, proceed): return await proceed(request)
async def given(request, call_next): return await call_next(request)
app.add_middleware(BaseHTTPMiddleware, dispatch=given)
"""


def test_the_functions_that_go_on_to_the_app() -> None:
    """Methods of subclasses, decorated functions and those given as `dispatch` are found, with what they call."""
    found = {one.function.qualname: (one.request, len(one.calls)) for one in dispatches(model_of(SERVICE))}
    assert found == {"Inherited.dispatch": ("request", 1), "decorated": ("request", 1), "given": ("request", 1)}
