"""AL702: a dependency that lives longer than what it stands on."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.entities import own

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.web.dependencies import Dependencies, Dependency
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function


class DependencyScope(Rule):
    """A dependency with `yield` ends after the response is sent, unless its `Depends` says `scope="function"`; one
    with that scope ends before. A generator of the first kind cannot depend on one of the second, as that would be
    gone when its own exit code runs: FastAPI raises DependencyScopeError when the route is added. It does not see this
    through a dependency without `yield` between the two: then the exit code silently works on a session that is
    closed, and opens a new transaction that nobody ends.
    """

    code = "AL702"
    name = "dependency-scope"
    source = "https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/#scope-for-sub-dependencies"
    invalid = (
        Invalid(
            """
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from database import get_session

router = APIRouter()
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]


async def open_work(session: SessionDep):
    yield session
    await session.commit()


@router.post("/heroes")
async def create(work: Annotated[AsyncSession, Depends(open_work)]):
    work.add(object())
""",
            at=("Depends(open_work)",),
        ),
        Invalid(
            """
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        yield session


class Repository:
    def __init__(self, session: AsyncSession = Depends(get_session, scope="function")):
        self.session = session


async def audited(repository: Repository = Depends()):
    yield repository
    await repository.session.commit()


@router.post("/heroes")
async def create(repository=Depends(audited)):
    repository.session.add(object())
""",
            at=("repository.session",),
        ),
    )
    valid = (
        Valid(
            """
from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from database import get_session

router = APIRouter()
SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]


async def open_work(session: SessionDep):
    yield session
    await session.commit()


async def current_user(session: SessionDep):
    return await session.get(object, 1)


@router.post("/heroes")
async def create(work: Annotated[AsyncSession, Depends(open_work, scope="function")], user=Depends(current_user)):
    work.add(user)
"""
        ),
        Valid(
            """
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession

from database import get_session

router = APIRouter()


async def open_work(session: AsyncSession = Depends(get_session)):
    yield session


async def current_user(session: AsyncSession = Depends(get_session, scope="function")):
    return await session.get(object, 1)


async def traced(user=Depends(current_user)):
    yield user
    print(user)


@router.post("/heroes")
async def create(work: AsyncSession = Depends(open_work, scope="function"), user=Depends(traced)):
    work.add(user)
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at the generators that a `Depends` gives the scope of the request."""
        dependencies = subject.dependencies
        seen: set[Function] = set()
        for dependency in dependencies.all:
            if dependencies.scope(dependency) not in {None, "request"}:
                continue
            for provider in dependency.providers:
                if not provider.is_generator:
                    continue
                inner = dependencies.asked_by.get(provider, [])
                short = next(
                    (one for one in inner if one.site.node.args and dependencies.scope(one) == "function"), None
                )
                if short is not None:
                    yield self._refused(subject, dependency, provider, short)
                elif provider not in seen:
                    seen.add(provider)
                    yield from self._gone(subject, provider, inner)

    def _refused(self, subject: Subject, dependency: Dependency, provider: Function, short: Dependency) -> Finding:
        name = short.providers[0].name if short.providers else ast.unparse(short.site.node.args[0])
        return subject.finding(
            self.code,
            dependency.site.module,
            dependency.site.node,
            f'{provider.name}() ends after the response and depends on {name}() with scope="function", which ends '
            "before it: FastAPI raises DependencyScopeError",
            help='give both the same scope: Depends(…, scope="function") here',
        )

    def _gone(self, subject: Subject, provider: Function, inner: list[Dependency]) -> Iterator[Finding]:
        """Report what the exit code does with a session that a plain dependency took from one that has ended."""
        module = provider.module
        behind = [node for node in own(provider.node) if isinstance(node, ast.Yield)]
        for dependency in inner:
            short = _short_lived(subject.dependencies, dependency)
            if short is None or not behind:
                continue
            names = {parameter.arg for parameter in dependency.parameters if parameter in provider.parameters}
            for node in own(provider.node):
                if not isinstance(node, ast.Name | ast.Attribute) or module.start(node) < module.end(behind[0]):
                    continue
                if _root(node) in names and subject.sessions.is_session(node) and _is_called(module.parents, node):
                    yield subject.finding(
                        self.code,
                        module,
                        node,
                        f"this session is closed by now: {short.name}() has the scope of the function, and "
                        f"{provider.name}() goes on after the response",
                        help=f'ask for {provider.name}() with scope="function", too',
                    )


def _short_lived(dependencies: Dependencies, dependency: Dependency) -> Function | None:
    """Return a generator with the scope of the function that plain dependencies lead to."""
    waiting = [provider for provider in dependency.providers if not provider.is_generator]
    for plain in waiting:  # which grows meanwhile
        for one in dependencies.asked_by.get(plain, ()):
            for provider in one.providers:
                if not provider.is_generator and provider not in waiting:
                    waiting.append(provider)
                elif provider.is_generator and dependencies.scope(one) == "function":
                    return provider
    return None


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_called(parents: dict[ast.AST, ast.AST], node: ast.expr) -> bool:
    """Whether a method of an expression is called."""
    method = parents.get(node)
    call = parents.get(method) if isinstance(method, ast.Attribute) else None
    return isinstance(call, ast.Call) and call.func is method
