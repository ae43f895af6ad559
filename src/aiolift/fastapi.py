"""FastAPI dependencies on a `Database`, and the health routes.

Each dependency is what you would have written::

    async def get_session(connection: HTTPConnection) -> AsyncIterator[AsyncSession]:
        async with connection.app.state.database.session() as session:
            yield session

    SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]

``scope="function"`` lets the unit of work end, with its COMMIT, before the response leaves; in FastAPI's default scope
it would end after, and a failing COMMIT would be answered 200: https://fastapi.tiangolo.com/advanced/advanced-dependencies/
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response, status
from fastapi.dependencies.utils import solve_dependencies
from sqlalchemy import literal, select
from sqlmodel.ext.asyncio.session import AsyncSession
from starlette.requests import HTTPConnection

from aiolift.database import Database
from aiolift.errors import DatabaseNotStartedError
from aiolift.pool import working_for

__all__ = ["ReadSessionDep", "SessionDep", "get_database", "get_reader", "get_session", "health_router"]

#: How long `/health/ready` waits for the database, in seconds.
READY_TIMEOUT = 5.0


async def get_database(connection: HTTPConnection) -> Database:
    """Return the Database of the application that serves this request or WebSocket.

    A coroutine, as FastAPI calls other functions in a thread.

    :raises DatabaseNotStartedError: the application's lifespan did not run, or is not the Database's.
    """
    database = getattr(connection.app.state, "database", None)
    if not isinstance(database, Database):
        raise DatabaseNotStartedError(
            "the application has no Database: create it with FastAPI(lifespan=db.lifespan), or enter `async with "
            "db.lifespan(app)` in your own lifespan. A test must run the lifespan too, and a mounted application needs "
            "its own: mounted.state.database = db"
        )
    return database


async def get_session(
    connection: HTTPConnection, database: Annotated[Database, Depends(get_database)]
) -> AsyncIterator[AsyncSession]:
    """Open a unit of work for one request: commit when the endpoint returns, roll back when it raises."""
    with working_for(_endpoint(connection)):
        async with database.session() as session:
            yield session


async def _generate_reader(
    connection: HTTPConnection, database: Annotated[Database, Depends(get_database)]
) -> AsyncIterator[AsyncSession]:
    """Open a read-only session for one request."""
    with working_for(_endpoint(connection)):
        async with database.reader() as session:
            yield session


#: The key in a request's scope of the exit stack of ``scope="function"``, for which FastAPI has no public name.
_FUNCTION_STACK = "fastapi_function_astack"


async def _enter_reader(
    connection: HTTPConnection, database: Annotated[Database, Depends(get_database)]
) -> AsyncSession:
    """Open a read-only session for one request: on FastAPI's stack, as its way with a generator costs half a read."""
    stack: AsyncExitStack = connection.scope[_FUNCTION_STACK]
    stack.enter_context(working_for(_endpoint(connection)))
    return await stack.enter_async_context(database.reader())


get_reader: Callable[..., Any] = (
    _enter_reader if _FUNCTION_STACK in solve_dependencies.__code__.co_consts else _generate_reader
)


def _endpoint(connection: HTTPConnection) -> str:
    """Return the route as its application declares it, so that it names no person's data."""
    route = connection.scope.get("route")
    return f"{connection.scope.get('method', 'WebSocket')} {getattr(route, 'path', connection.scope['path'])}"


SessionDep = Annotated[AsyncSession, Depends(get_session, scope="function")]
"""A unit of work: committed before the response leaves, rolled back on any exception, HTTPException included."""

ReadSessionDep = Annotated[AsyncSession, Depends(get_reader, scope="function")]
"""A read-only session: one round trip per SELECT."""

health_router = APIRouter(prefix="/health", tags=["health"])
"""``/health/live``: the process answers. ``/health/ready``: so does the database; with the figures of the pool."""


@health_router.get("/live")
async def live() -> dict[str, str]:
    """Tell that the process answers; asks nothing of the database, whose outage a restart would not mend."""
    return {"status": "ok"}


@health_router.get("/ready")
async def ready(database: Annotated[Database, Depends(get_database)], response: Response) -> dict[str, Any]:
    """Tell whether requests can be served: 200 if the database answers in time, else 503."""
    answer: dict[str, Any] = {"status": "ok"}
    try:
        async with asyncio.timeout(READY_TIMEOUT), database.reader() as session:
            await session.scalar(select(literal(1)))
    except Exception as error:  # noqa: BLE001 -- whatever it is, the answer is "not ready"
        response.status_code = status.HTTP_503_SERVICE_UNAVAILABLE
        answer = {"status": "unavailable", "error": type(error).__name__}  # its text could tell a stranger too much
    return answer | {"pool": _pool_figures(database)}


def _pool_figures(database: Database) -> dict[str, int]:
    pool: Any = database.engine.pool  # a FairPool
    return {
        "size": pool.size(),
        "checked_out": pool.checkedout(),
        "idle": pool.checkedin(),
        "overflow": max(0, pool.overflow()),
        "waiting": pool.waiting(),
    }
