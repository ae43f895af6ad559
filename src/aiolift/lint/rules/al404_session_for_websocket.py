"""AL404: one session for the whole life of a WebSocket."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.objects.object_origins import argument_for
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.nodes import walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function

_ENDS = frozenset({"commit", "rollback", "close", "reset", "invalidate"})
_RECEIVES = (".receive_text", ".receive_json", ".receive_bytes", ".receive", ".iter_text", ".iter_json", ".iter_bytes")


class SessionForWebsocket(Rule):
    """A WebSocket stays open for minutes or hours. A session that its handler gets from `Depends`, or opens around the
    receive loop, lives as long: after the first statement it keeps a connection of the pool and an open transaction,
    which goes on seeing what it has seen first. As many idle clients as the pool is large stop the service. Open a
    session for each message. Where each message ends in a commit or rollback, the connection goes back while the
    handler waits for the next one, so that this is not reported.
    """

    code = "AL404"
    name = "session-for-websocket"
    source = "https://docs.sqlalchemy.org/en/21/orm/session_basics.html#session-faq-whentocreate"
    invalid = (
        Invalid(
            """
from fastapi import APIRouter, Depends, WebSocket
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from database import get_session

router = APIRouter()


@router.websocket("/chat")
async def chat(websocket: WebSocket, session: AsyncSession = Depends(get_session)):
    await websocket.accept()
    while True:
        await websocket.receive_text()
        await session.execute(text("SELECT 1"))
""",
            at=("session: AsyncSession",),
        ),
    )
    valid = (
        Valid(
            """
from fastapi import APIRouter, Depends, WebSocket
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine, get_session

factory = async_sessionmaker(engine)
router = APIRouter()


@router.websocket("/chat")
async def chat(websocket: WebSocket):
    await websocket.accept()
    while True:
        await websocket.receive_text()
        async with factory() as session:
            await session.execute(text("SELECT 1"))


@router.websocket("/once")
async def once(websocket: WebSocket, session: AsyncSession = Depends(get_session)):
    await websocket.accept()
    await websocket.receive_text()
    await session.execute(text("SELECT 1"))


@router.websocket("/stored")
async def stored(websocket: WebSocket, session: AsyncSession = Depends(get_session)):
    await websocket.accept()
    async for message in websocket.iter_text():
        await session.execute(text("INSERT INTO message (text) VALUES (:text)"), {"text": message})
        await session.commit()
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report sessions that are a parameter of a handler with a receive loop, or are opened around one."""
        for function, loops in _receiving(subject).items():
            for place, name in _sessions(subject, function, loops):
                if _stays_open(subject, function, name, loops):
                    yield self._finding(subject, function, place, name)
            for caller, place, name in _handed_down(subject, function, loops) if loops else ():
                yield self._finding(subject, caller, place, name)

    def _finding(self, subject: Subject, function: Function, place: ast.AST, name: str) -> Finding:
        return subject.finding(
            self.code,
            function.module,
            place,
            f"`{name}` lives as long as the WebSocket, and keeps a connection and a transaction",
            help="open a session for each message, inside of the loop",
        )


def _handed_down(subject: Subject, function: Function, loops: list[ast.AST]) -> Iterator[tuple[Function, ast.AST, str]]:
    """Yield the sessions of handlers that are given to a function which has the loop, with their handlers."""
    for parameter in function.parameters if not _is_handler(function) else ():
        if not subject.sessions.is_session(parameter) or not _stays_open(subject, function, parameter.arg, loops):
            continue
        for site in subject.model.callers.get(function, ()):
            given = argument_for(function, site.node, parameter.arg)
            if site.function is not None and isinstance(given, ast.Name):
                for place, name in _sessions(subject, site.function, [site.node]):
                    if name == given.id:
                        yield site.function, place, name


def _receiving(subject: Subject) -> dict[Function, list[ast.AST]]:
    """Return the functions that have receive loops, also in a function inside of them."""
    found: dict[Function, list[ast.AST]] = {}
    for module in subject.model.program.modules:
        for loop in module.nodes(ast.While, ast.AsyncFor):
            if _is_receive_loop(subject, loop):
                for outer in module.ancestors(loop):
                    if isinstance(outer, ast.FunctionDef | ast.AsyncFunctionDef):
                        function = subject.model.program.scopes[outer].function
                        assert function is not None
                        found.setdefault(function, []).append(loop)
    return found


def _sessions(subject: Subject, function: Function, loops: list[ast.AST]) -> Iterator[tuple[ast.AST, str]]:
    """Yield the parameters of a handler that are sessions or hold one, and the sessions opened around its loops."""
    for parameter in function.parameters if _is_handler(function) else ():
        if subject.sessions.is_session(parameter) or subject.sessions.holds(parameter):
            yield parameter, parameter.arg
    for node in ast.walk(function.node):
        if isinstance(node, ast.AsyncWith) and any(loop in ast.walk(node) for loop in loops):
            for item in node.items:
                bound = item.optional_vars
                if isinstance(bound, ast.Name) and subject.sessions.is_session(bound):
                    yield item.context_expr, bound.id


def _stays_open(subject: Subject, function: Function, name: str, loops: list[ast.AST]) -> bool:
    """Whether a session, or what holds it, is used in the loop or before it, and nothing ends its transaction."""
    last = max(function.module.end(loop) for loop in loops)
    inside = [
        node for node in ast.walk(function.node) if isinstance(node, ast.expr) and function.module.start(node) < last
    ]
    uses = [node for node in inside if isinstance(node, ast.Name) and node.id == name]
    sessions = [node for node in uses if subject.sessions.is_session(node)]
    reads = [read for _, read in subject.traces.of(function.module, *sessions).reads]
    for node in inside if len(sessions) < len(uses) else ():  # an object that holds the session
        site = subject.model.site(node) if isinstance(node, ast.Call) else None
        for target in site.targets if site is not None else ():
            calls = subject.model.calls_in.get(target, ())
            reads += [one.node.func for one in calls if isinstance(one.node.func, ast.Attribute)]
    return bool(uses) and not any(read.attr in _ENDS for read in reads)


def _is_handler(function: Function) -> bool:
    return any(name.endswith((".websocket()", ".websocket_route()")) for name in function.decorators)


def _is_receive_loop(subject: Subject, node: ast.AST) -> bool:
    for part in walk(node):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            socket = "starlette.websockets.WebSocket" in subject.model.kinds(part.func.value)
            if socket and f".{part.func.attr}" in _RECEIVES:
                return True
    return False
