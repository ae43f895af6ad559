"""What a migration aims at: the driver, and what the versions of the code base allow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """The choices that the rewrites depend on.

    :param driver: the async driver's name.
    :param sqlalchemy: the SQLAlchemy release line, as (2, 0).
    :param sync_drivername: the scheme of the sync URLs, as `mysql+pymysql`, for an engine that stays sync.
    :param also_sqlite: some URLs of the code base are for SQLite, others for a server.
    :param fastapi: the FastAPI release, as (0, 121), or None where the code base has none.
    """

    driver: str
    sqlalchemy: tuple[int, int] = (2, 0)
    fastapi: tuple[int, int] | None = (0, 121)
    sync_drivername: str = "sqlite"
    also_sqlite: bool = False
