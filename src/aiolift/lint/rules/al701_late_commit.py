"""AL701: a commit behind `yield` that runs after the response is sent."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.knowledge.fastapi_releases import ENDS_BEFORE_RESPONSE, HAS_SCOPES
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.edits import Edit
from aiolift.program.fixtures import is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.web.dependencies import Dependency
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject
    from aiolift.program.entities import Function

_REQUESTS = frozenset(
    {"fastapi.Request", "starlette.requests.Request", "fastapi.Response", "starlette.responses.Response"}
)


class LateCommit(Rule):
    """FastAPI runs what stands behind the `yield` of a dependency after the response is sent (not from 0.106 to 0.117,
    which are left alone where the requirements or a lock file say that only these can be there). Where
    that is the commit, the client is answered with success before anything is stored: a COMMIT that fails then is
    only a line in the log, and the next request of the same client may not see what it wrote. `Depends(get_session,
    scope="function")` (FastAPI 0.121 and later) ends the dependency before the response, so that a failing COMMIT is
    answered with 500. Generators that depend on such a dependency need the scope, too. The fix adds it where the
    requirements or a lock file leave no older FastAPI.
    """

    code = "AL701"
    name = "late-commit"
    source = "https://fastapi.tiangolo.com/tutorial/dependencies/dependencies-with-yield/#early-exit-and-scope"
    invalid = (
        Invalid(
            {
                "main.py": """
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import NAMES, engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        yield session
        await session.commit()


SessionDep = Annotated[AsyncSession, Depends(get_session)]


@router.post("/heroes")
async def create(session: SessionDep):
    session.add(object())


@router.delete("/heroes")
async def remove(session: AsyncSession = Depends(get_session,)):
    await session.delete(object())


@router.get("/heroes")
async def names(session: Annotated[AsyncSession, Depends(get_session)]):
    async def lines():
        for name in await session.scalars(NAMES):
            yield name

    return StreamingResponse(lines())
""",
                "requirements.txt": "fastapi>=0.121\n",
            },
            at=("Depends(get_session)", "Depends(get_session,)", "Depends(get_session)"),
            fixed="""
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import StreamingResponse
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import NAMES, engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal() as session:
        yield session
        await session.commit()


SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]


@router.post("/heroes")
async def create(session: SessionDep):
    session.add(object())


@router.delete("/heroes")
async def remove(session: AsyncSession = Depends(get_session, scope="function",)):
    await session.delete(object())


@router.get("/heroes")
async def names(session: Annotated[AsyncSession, Depends(get_session)]):
    async def lines():
        for name in await session.scalars(NAMES):
            yield name

    return StreamingResponse(lines())
""",
        ),
        Invalid(
            """
from fastapi import APIRouter, Depends, Request
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session(request: Request):
    async with SessionLocal() as session:
        yield session
        if request.state.status < 400:
            await session.commit()


@router.post("/heroes")
async def create(session: AsyncSession = Depends(get_session)):
    session.add(object())
""",
            at=("Depends(get_session)",),
        ),
    )
    valid = (
        Valid(
            {
                "tests/test_heroes.py": """
from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
app = FastAPI()


async def get_session():
    async with SessionLocal.begin() as session:
        yield session


@app.post("/heroes")
async def create(session: AsyncSession = Depends(get_session)):
    session.add(object())
"""
            }
        ),
        Valid(
            {
                "main.py": """
from fastapi import APIRouter, Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal.begin() as session:
        yield session


@router.post("/heroes")
async def create(session: AsyncSession = Depends(get_session)):
    session.add(object())
""",
                "pyproject.toml": '[project]\nname = "heroes"\ndependencies = ["fastapi>=0.115"]\n',
                "uv.lock": '[[package]]\nname = "fastapi"\nversion = "0.116.1"\n',
            }
        ),
        Valid(
            """
from fastapi import APIRouter, Depends, HTTPException
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from database import engine

SessionLocal = async_sessionmaker(engine)
router = APIRouter()


async def get_session():
    async with SessionLocal.begin() as session:
        yield session


async def get_reader():
    async with SessionLocal() as session:
        yield session


@router.post("/heroes")
async def create(session: AsyncSession = Depends(get_session, scope="function")):
    session.add(object())


async def get_noted():
    async with SessionLocal() as session:
        try:
            yield session
        except HTTPException:
            await session.commit()
            raise


@router.post("/teams")
async def create_team(session: AsyncSession = Depends(get_reader)):
    session.add(object())
    await session.commit()


@router.post("/notes")
async def note(session: AsyncSession = Depends(get_noted)):
    session.add(object())
    await session.commit()
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Report each `Depends` on a provider that commits behind its `yield`, without a scope."""
        dependencies = subject.dependencies
        first, end = ENDS_BEFORE_RESPONSE
        if subject.fastapi.since(first) and subject.fastapi.before(end):
            return
        if subject.fastapi.before(HAS_SCOPES):
            instead = (
                'commit in the endpoint, or end it before the response: Depends(…, scope="function") of FastAPI 0.121'
            )
        else:
            instead = 'end it before the response: Depends(…, scope="function"), or commit in the endpoint'
        for dependency in dependencies.all:
            if is_test_module(dependency.site.module):  # nobody loses what an application of tests stores
                continue
            late = sorted((found for found in dependency.providers if found in dependencies.committing), key=str)
            if not late or dependencies.scope(dependency) not in {None, "request"}:
                continue
            name = late[0].name
            does = "commits" if dependencies.commits_after_yield(late[0]) else "ends before what commits"
            yield subject.finding(
                self.code,
                dependency.site.module,
                dependency.site.node,
                f"{name}() {does} behind its `yield`, which runs after the response is sent: a failing COMMIT is "
                "answered with success",
                help=instead,
                fix=_fix(subject, dependency),
            )


def _fix(subject: Subject, dependency: Dependency) -> tuple[Edit, ...]:
    """Add the scope where every FastAPI that is allowed knows it, and nothing uses the session after the response."""
    module, node = dependency.site.module, dependency.site.node
    if not subject.fastapi.since(HAS_SCOPES):
        return ()
    if any(_asks_for_request(subject, provider) for provider in dependency.providers):
        return ()
    if node.keywords or any(subject.dependencies.outlived(user) for user in dependency.users):
        return ()
    if getattr(node.func, "attr", getattr(node.func, "id", "")) != "Depends" or len(node.args) != 1:
        return ()
    end = module.end(node.args[0])
    assert isinstance(node, ast.Call)
    return (Edit(end, end, ', scope="function"', LateCommit.code),)


def _asks_for_request(subject: Subject, provider: Function) -> bool:
    """Whether a provider looks behind its `yield` at the request: what became of it is known after the response."""
    requests = {one.arg for one in provider.parameters if subject.model.kinds(one) & _REQUESTS}
    nodes = list(ast.walk(provider.definition)) if requests else []
    yields = [provider.module.start(node) for node in nodes if isinstance(node, ast.Yield)]
    return any(
        isinstance(node, ast.Name) and node.id in requests and provider.module.start(node) > min(yields, default=0)
        for node in nodes
    )
