"""The service before the move: a sync session of a generator dependency, in FastAPI's threads."""

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import Depends, FastAPI
from sqlmodel import Session, create_engine, select

from aiolift.bench.service.division import Division, DivisionRead
from aiolift.bench.service.peers import SYNC_POOL, database_url


def create() -> FastAPI:
    """Return the service."""
    app = FastAPI()
    size, overflow = SYNC_POOL
    engine = create_engine(database_url(), pool_size=size, max_overflow=overflow)

    def get_session() -> Iterator[Session]:
        with Session(engine) as session:
            yield session

    @app.get("/divisions/{code}", response_model=DivisionRead)
    def get_division(code: str, session: Annotated[Session, Depends(get_session)]) -> Any:
        return session.exec(select(Division).where(Division.code == code)).one()

    return app
