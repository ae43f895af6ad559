"""AL705: a session that a BaseHTTPMiddleware opens around the request."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.web.middlewares import dispatches
from aiolift.knowledge.coroutines import ASYNC_CONNECTION, ASYNC_SCOPED_SESSION
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.entities import own
from aiolift.program.values import External

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.web.middlewares import Dispatch
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

_SET = "contextvars.ContextVar.set"
_GET = "contextvars.ContextVar.get"
_HELP = "give the session with a dependency (`yield`), or write the middleware as a plain ASGI class"


class BaseHTTPMiddlewareAroundSession(Rule):
    """`call_next` of Starlette's BaseHTTPMiddleware, and of `@app.middleware("http")`, returns when the response
    starts, and runs the endpoint in a task of its own. A session that the middleware has opened for the endpoint is
    closed while a streamed body or a background task still uses it; an HTTPException has become a response by then, so
    that a commit behind `call_next` stores half a unit of work. What the endpoint sets in a ContextVar does not reach
    the middleware, and a session scoped to the current task is another one there, so that its `remove()` closes
    nothing.
    """

    code = "AL705"
    name = "base-http-middleware"
    source = "https://www.starlette.io/middleware/#limitations"
    invalid = (
        Invalid(
            """
from fastapi import FastAPI, Request
from sqlalchemy.ext.asyncio import async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
app = FastAPI()


@app.middleware("http")
async def with_session(request: Request, call_next):
    async with SessionLocal() as session:
        request.state.session = session
        response = await call_next(request)
        await session.commit()
    return response
""",
            at=("request.state.session",),
        ),
        Invalid(
            """
from asyncio import current_task

from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker
from starlette.middleware.base import BaseHTTPMiddleware

from database import engine

Session = async_scoped_session(async_sessionmaker(engine), scopefunc=current_task)


class Cleanup(BaseHTTPMiddleware):
    async def dispatch(self, request, call_next):
        try:
            return await call_next(request)
        finally:
            await Session.remove()
""",
            at=("Session.remove()",),
        ),
    )
    valid = (
        Valid(
            """
from fastapi import Request
from sqlalchemy.ext.asyncio import async_sessionmaker
from starlette.middleware.base import BaseHTTPMiddleware

from database import engine

SessionLocal = async_sessionmaker(engine)


class Authentication(BaseHTTPMiddleware):
    async def dispatch(self, request: Request, call_next):
        async with SessionLocal() as session:
            request.state.user = await session.get(object, request.headers["x-user"])
        request.state.sessions = SessionLocal
        return await call_next(request)
"""
        ),
        Valid(
            """
from contextvars import ContextVar
from uuid import uuid4

from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker

from database import engine

scope_id = ContextVar("scope_id")
Session = async_scoped_session(async_sessionmaker(engine), scopefunc=scope_id.get)


class Sessions:
    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        token = scope_id.set(str(uuid4()))
        try:
            await self.app(scope, receive, send)
        finally:
            await Session.remove()
            scope_id.reset(token)
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at each middleware of this kind."""
        for dispatch in dispatches(subject.model):
            yield from self._handed_over(subject, dispatch)
            yield from self._behind(subject, dispatch)

    def _handed_over(self, subject: Subject, dispatch: Dispatch) -> Iterator[Finding]:
        """Report a session that is left where the endpoint finds it."""
        module = dispatch.function.module
        last = max(module.start(call) for call in dispatch.calls)
        for node in own(dispatch.function.node):
            left = _left(subject, dispatch, node)
            if left is not None and module.start(node) < last:
                yield subject.finding(
                    self.code,
                    module,
                    left,
                    "the session that the endpoint finds here ends when `call_next` returns, at the start of the "
                    "response: a streamed body and background tasks run after that, and errors are responses by then",
                    help=_HELP,
                )

    def _behind(self, subject: Subject, dispatch: Dispatch) -> Iterator[Finding]:
        """Report what a middleware takes for the endpoint's session when that is done."""
        module = dispatch.function.module
        first = min(module.end(call) for call in dispatch.calls)
        for node in own(dispatch.function.node):
            site = subject.model.site(node) if isinstance(node, ast.Call) and module.start(node) > first else None
            if site is None or not isinstance(site.node.func, ast.Attribute):
                continue
            receiver = site.node.func.value
            if ASYNC_SCOPED_SESSION in subject.model.kinds(receiver) and _is_scoped_to_task(subject):
                why = "the endpoint runs in another task: this is not the session that it has used"
            elif _GET in site.externals and subject.sessions.is_session(node) and not _is_set(subject, dispatch):
                why = "what the endpoint sets in a ContextVar is not seen here: its session is never found, nor closed"
            else:
                continue
            yield subject.finding(self.code, module, node, why, help=_HELP)


def _left(subject: Subject, dispatch: Dispatch, node: ast.AST) -> ast.expr | None:
    """Return where a statement or call leaves a session: an attribute of the request's state, a ContextVar."""
    if isinstance(node, ast.Assign) and _is_bound(subject, node.value):
        return next((target for target in node.targets if _is_of_request(target, dispatch.request)), None)
    if isinstance(node, ast.Call) and (site := subject.model.site(node)) is not None:
        inside = [one for target in site.targets for one in subject.model.calls_in.get(target, ())]
        if any(_SET in one.externals for one in (site, *inside)) and any(map(subject.sessions.is_session, node.args)):
            return node
        if "builtins.setattr" in site.externals and len(node.args) == 3 and _is_bound(subject, node.args[2]):
            return node if _is_of_request(node.args[0], dispatch.request) else None
    return None


def _is_bound(subject: Subject, node: ast.expr) -> bool:
    """Whether an expression is an async session or connection, or holds a session."""
    sessions = subject.sessions
    return sessions.is_session(node) or sessions.holds(node) or ASYNC_CONNECTION in subject.model.kinds(node)


def _is_of_request(target: ast.expr, request: str) -> bool:
    """Whether an expression is `request.state`, `request.scope`, or an attribute or item of one."""
    while isinstance(target, ast.Attribute | ast.Subscript):
        if isinstance(target, ast.Attribute) and target.attr in {"state", "scope"}:
            return isinstance(target.value, ast.Name) and target.value.id == request
        target = target.value
    return False


def _is_scoped_to_task(subject: Subject) -> bool:
    """Whether the program's scoped sessions are all kept by the current task."""
    scopes = [
        scope
        for site in subject.model.sites
        if ASYNC_SCOPED_SESSION in site.externals
        for scope in [*site.node.args[1:2], *(one.value for one in site.node.keywords if one.arg == "scopefunc")]
    ]
    return bool(scopes) and all(
        any(isinstance(value, External) and value.name == "asyncio.current_task" for value in subject.model.values(one))
        for one in scopes
    )


def _is_set(subject: Subject, dispatch: Dispatch) -> bool:
    """Whether the middleware itself sets a ContextVar, directly or in what it calls."""
    sites = subject.model.calls_in.get(dispatch.function, ())
    inside = [one for site in sites for target in site.targets for one in subject.model.calls_in.get(target, ())]
    return any(_SET in site.externals for site in (*sites, *inside))
