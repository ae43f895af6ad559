"""AL406: a session that is opened and never closed."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.coroutines import ASYNC_CONNECTION, ASYNC_SCOPED_SESSION
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_fixture
from aiolift.program.values import Cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.analysis.sessions.traces import Trace
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.source import Module


class UnclosedSession(Rule):
    """A session takes a connection from the pool with its first statement, and gives it back when it is closed. One
    that nobody closes keeps it, with an open transaction, until the garbage collector comes; an async connection cannot
    be returned from there, so that it is thrown away with an error in the log (`The garbage collector is trying to
    clean up non-checked-in connection`), and until then the pool is one smaller. The same happens where an exception
    passes over the code that closes: a dependency that closes behind its `yield` without a `finally` does not do so
    after a request that fails. Open it with `async with`.
    """

    code = "AL406"
    name = "unclosed-session"
    source = "https://docs.sqlalchemy.org/en/21/orm/session_basics.html#closing"
    invalid = (
        Invalid(
            """
from fastapi import APIRouter
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

factory = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    session = factory()
    yield session
    await session.close()


async def get_other():
    session = factory()
    yield session


@router.get("/heroes")
async def heroes():
    session = AsyncSession(engine)
    return (await session.scalars(text("SELECT name FROM hero"))).all()


@router.get("/count")
async def count():
    return await factory().scalar(text("SELECT COUNT(*) FROM hero"))
""",
            at=("factory()", "factory()", "AsyncSession(engine)", "factory()"),
        ),
        Invalid(
            """
from asyncio import current_task

from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker

from database import engine

session = async_scoped_session(async_sessionmaker(engine), scopefunc=current_task)


async def heroes():
    return (await session.scalars(text("SELECT name FROM hero"))).all()
""",
            at=("async_scoped_session(async_sessionmaker(engine), scopefunc=current_task)",),
        ),
    )
    valid = (
        Valid(
            """
from contextlib import AsyncExitStack

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

factory = async_sessionmaker(engine)


async def get_session():
    session = factory()
    try:
        yield session
    finally:
        await session.close()


async def heroes():
    async with AsyncSession(engine) as session:
        return (await session.scalars(text("SELECT name FROM hero"))).all()


async def get_unit():
    session = factory()
    async with session.begin():
        yield session


async def get_kept(request):
    session = factory()
    request.state.session = session  # the middleware closes it
    yield session


async def both(stack: AsyncExitStack):
    first = await stack.enter_async_context(factory())
    return await first.scalar(text("SELECT COUNT(*) FROM hero"))
"""
        ),
        Valid(
            """
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

factory = async_sessionmaker(engine)


def new_session() -> AsyncSession:
    return factory()


class UnitOfWork:
    async def __aenter__(self):
        self.session = factory()
        return self

    async def __aexit__(self, *error) -> None:
        await self.session.close()


async def count() -> int:
    async with UnitOfWork() as unit, new_session() as session:
        await unit.session.execute(text("SELECT 1"))
        return await session.scalar(text("SELECT COUNT(*) FROM hero"))
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Follow each session that a function makes, and look for the end of those of a registry."""
        for site in subject.model.sites:
            wrong = None
            if subject.sessions.makes(site) and site.function is not None and not _is_bound(subject, site):
                wrong = _wrong(subject, site, subject.traces.of(site.module, site.node))
            elif ASYNC_SCOPED_SESSION in site.externals and _is_left(subject):
                wrong = "nothing removes the sessions of this registry, which keeps one for each scope"
            if wrong is not None:
                help_ = _REMOVE if ASYNC_SCOPED_SESSION in site.externals else _CLOSE
                yield subject.finding(self.code, site.module, site.node, wrong, help=help_)


#: Methods after which a session has no connection until it is used again.
_ENDS = frozenset({"begin", "commit", "rollback", "reset", "invalidate"})
_CLOSE = "open it with `async with`, or close it in a `finally`"
_REMOVE = "`await registry.remove()` at the end of each scope, in a `finally`"


def _is_bound(subject: Subject, site: Site) -> bool:
    """Whether a session, or its factory, is given a connection, which is somebody else's to return."""
    made = [part.node for one in subject.model.instances(site.node) for part in one.of if isinstance(part, Cell)]
    for call in (site.node, *made):
        if isinstance(call, ast.Call):
            bind = [keyword.value for keyword in call.keywords if keyword.arg == "bind"] or call.args[:1]
            if any(ASYNC_CONNECTION in subject.model.kinds(node) for node in bind):
                return True
    return False


def _wrong(subject: Subject, site: Site, trace: Trace) -> str | None:
    """Return what is wrong with how a session ends."""
    if not trace.closings and ((not trace.handed and trace.reads) or _is_only_yielded(subject, site)):
        return "nothing closes this session, so that its connection does not return to the pool"
    own = [closing for module, closing in trace.closings if _follows_yield(site, module, closing)]
    if own and len(own) == len(trace.closings) and not any(_is_sure(site.module, closing) for closing in own):
        return "this session is closed behind the `yield` without a `finally`: a request that fails leaves it open"
    return None


def _is_only_yielded(subject: Subject, site: Site) -> bool:
    """Whether the function that makes a session does no more than yield it, and ends no transaction of it either."""
    function, parent = site.function, site.module.parents[site.node]
    if function is None or is_fixture(function) or not function.is_generator or not subject.traces.is_plain(function):
        return False
    match parent:
        case ast.Yield():
            return True
        case ast.Assign(targets=[ast.Name(id=name) as target]) | ast.AnnAssign(target=ast.Name(id=name) as target):
            uses = [
                site.module.parents[node]
                for node in ast.walk(function.node)
                if isinstance(node, ast.Name) and node.id == name and node is not target
            ]
            yields = [use for use in uses if isinstance(use, ast.Yield)]
            others = [use for use in uses if not isinstance(use, ast.Yield)]
            return bool(yields) and all(isinstance(use, ast.Attribute) and use.attr not in _ENDS for use in others)
    return False


def _follows_yield(site: Site, module: Module, closing: ast.AST) -> bool:
    """Whether what closes a session stands in the function that makes it, behind a `yield` to whoever asked for it."""
    function = site.function
    if function is None or is_fixture(function) or function.node not in module.ancestors(closing):
        return False
    between = range(module.end(site.node), module.start(closing))
    return any(isinstance(node, ast.Yield) and module.start(node) in between for node in ast.walk(function.node))


def _is_sure(module: Module, closing: ast.AST) -> bool:
    """Whether what closes a session runs although what stands before raises."""
    inner = closing
    for outer in module.ancestors(closing):
        if isinstance(outer, ast.withitem | ast.ExceptHandler) or inner in getattr(outer, "finalbody", ()):
            return True
        inner = outer
    return False


def _is_left(subject: Subject) -> bool:
    """Whether the program uses a registry of sessions, and never ends one of them."""
    uses = [site.node for site in subject.model.sites if _registry(subject, site.node)]
    ends = [node for node in uses if getattr(node.func, "attr", "") in {"remove", "close"}]
    entered = [node for module in subject.model.program.modules for node in uses if _is_entered(module, node)]
    return bool(uses) and not ends and not entered


def _registry(subject: Subject, call: ast.Call) -> bool:
    used = call.func.value if isinstance(call.func, ast.Attribute) else call.func
    return ASYNC_SCOPED_SESSION in subject.model.kinds(used) or ASYNC_SCOPED_SESSION in subject.model.kinds(call.func)


def _is_entered(module: Module, node: ast.Call) -> bool:
    return isinstance(module.parents.get(node), ast.withitem)
