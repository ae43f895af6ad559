"""The reader of a request, in both of the ways in which FastAPI can end it."""

from collections.abc import Callable
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import text
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

import aiolift.fastapi
from aiolift import Database, PoolTimeoutError
from aiolift.errors import SessionClosedError
from aiolift.pool.holders import _purpose
from tests.test_fastapi import Author, serve


@pytest.mark.parametrize("way", [aiolift.fastapi._enter_reader, aiolift.fastapi._generate_reader])
@pytest.mark.parametrize("path", ["works", "fails", "changes"])
async def test_a_reader_ends_with_its_endpoint(tmp_path, way: Callable[..., Any], path: str) -> None:  # type: ignore[no-untyped-def]
    """However the endpoint ends, its reader's connection is free before the response leaves, and its purpose over."""
    db = Database(f"sqlite:///{tmp_path}/reader.db", pool_size=1, pool_timeout=0.1)
    app = FastAPI(lifespan=db.lifespan)
    readers = []

    @app.get("/{path}")
    async def use(path: str, session: Annotated[AsyncSession, Depends(way, scope="function")]) -> int:
        readers.append(session)
        answer: int = (await session.execute(text("SELECT 1"))).scalar_one()  # takes the ordinary session
        with pytest.raises(PoolTimeoutError, match=r"GET /\{path\}"):
            await db.reader().scalar(text("SELECT 2"))
        if path == "fails":
            raise HTTPException(409)
        if path == "changes":
            session.add(Author(name="lost"))
        return answer

    statuses = {"works": 200, "fails": 409, "changes": 500}
    async with serve(db, app) as client:
        assert (await client.get(f"/{path}")).status_code == statuses[path]
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
        with pytest.raises(SessionClosedError):
            await readers[0].scalar(select(1))
        assert _purpose.get() is None
