"""What FastAPI and uvicorn take themselves: the rows are in memory."""

from typing import Any

from fastapi import FastAPI

from aiolift.bench.service.division import DivisionRead, rows


def create() -> FastAPI:
    """Return the service."""
    app = FastAPI()
    divisions = {row["code"]: DivisionRead(**row) for row in rows()}

    @app.get("/divisions/{code}", response_model=DivisionRead)
    async def get_division(code: str) -> Any:
        return divisions[code]

    return app
