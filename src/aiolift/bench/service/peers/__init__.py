"""The services: each module makes a FastAPI application with ``GET /divisions/{code}``, and no more than that.

uvicorn serves one of them with one worker: ``uvicorn --factory aiolift.bench.service.peers.tortoise:create``.
`URL_VARIABLE` of the environment says where the database is.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.util import find_spec

from sqlalchemy import URL, make_url

#: The environment variable that holds the database's URL.
URL_VARIABLE = "AIOLIFT_BENCH_URL"
#: The most connections to the database that a service may have.
POOL = 50
#: How SQLAlchemy's pool of a sync service divides them: those that stay, and those of a burst.
SYNC_POOL = (40, 10)


@dataclass(frozen=True)
class Peer:
    """One way to write the service.

    :param module: the module of this package that makes it.
    :param driver: what stands behind ``mysql+`` in its URL.
    :param needs: the package, as it is imported, without which it cannot be served.
    :param pool: the pool that it has.
    """

    name: str
    module: str
    driver: str
    needs: str
    pool: str

    @property
    def is_installed(self) -> bool:
        """Whether what it needs can be imported."""
        return find_spec(self.needs) is not None

    @property
    def reads(self) -> bool:
        """Whether it asks the database at all."""
        return self.module != "no_database"


#: What the others are compared with.
REFERENCE = "AsyncSession, asyncmy"

_FIXED = f"{POOL} connections"
PEERS = (
    Peer("no database", "no_database", "asyncmy", "fastapi", "none"),
    Peer("sync Session, PyMySQL", "sync_session", "pymysql", "pymysql", "{} and {} more".format(*SYNC_POOL)),
    Peer(REFERENCE, "async_session", "asyncmy", "asyncmy", _FIXED),
    Peer("AsyncSession, aiomysql", "async_session", "aiomysql", "aiomysql", _FIXED),
    Peer("Tortoise ORM, asyncmy", "tortoise_orm", "asyncmy", "tortoise", _FIXED),
    Peer("asyncmy alone", "raw_asyncmy", "asyncmy", "asyncmy", _FIXED),
    Peer("aiolift, reader", "aiolift_reader", "asyncmy", "asyncmy", _FIXED),
    Peer("aiolift, prepared", "aiolift_prepared", "asyncmy", "asyncmy", _FIXED),
)


def database_url() -> URL:
    """Return the URL that the environment names."""
    return make_url(os.environ[URL_VARIABLE])
