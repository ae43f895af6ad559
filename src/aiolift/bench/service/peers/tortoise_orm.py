"""Tortoise ORM: https://tortoise.github.io."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from tortoise.contrib.fastapi import RegisterTortoise

from aiolift.bench.service.division import DivisionRead
from aiolift.bench.service.peers import POOL, database_url
from aiolift.bench.service.peers.tortoise_model import TortoiseDivision


def create() -> FastAPI:
    """Return the service."""
    url = database_url()
    credentials = {
        "host": url.host,
        "port": url.port or 3306,
        "user": url.username,
        "password": url.password,
        "database": url.database,
        "minsize": 1,
        "maxsize": POOL,
    }
    connection = {"engine": "tortoise.backends.mysql", "credentials": credentials}
    models = {"models": [TortoiseDivision.__module__], "default_connection": "default"}
    config = {"connections": {"default": connection}, "apps": {"bench": models}}

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with RegisterTortoise(app, config=config):
            yield

    app = FastAPI(lifespan=lifespan)

    @app.get("/divisions/{code}", response_model=DivisionRead)
    async def get_division(code: str) -> Any:
        return await TortoiseDivision.get(code=code)

    return app
