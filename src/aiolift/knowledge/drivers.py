"""The async drivers that a code base can move to, as data, and the choice between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True)
class Driver:
    """One async driver.

    :param name: what `--driver` takes.
    :param family: `mysql` (which MariaDB belongs to), `postgresql` or `sqlite`.
    :param dialect: what stands behind the plus sign in a URL: `mysql+asyncmy`.
    :param requirements: what a code base must require, with the lowest versions that work; the driver itself first.
    """

    name: str
    family: str
    dialect: str
    requirements: tuple[str, ...]


DRIVERS = {
    driver.name: driver
    for driver in (
        # before 0.2.13 a cancelled query's rows could reach another request
        Driver("asyncmy", "mysql", "asyncmy", ("asyncmy>=0.2.13",)),
        # PyMySQL 1.2 changed a function of its own that aiomysql calls for every bytes parameter
        Driver("aiomysql", "mysql", "aiomysql", ("aiomysql>=0.3.2", "PyMySQL<1.2")),
        # SQLAlchemy has no dialect for it: ours comes with the package
        Driver("mysqlconnector", "mysql", "mysqlconnector_async", ("aiolift[mysqlconnector]",)),
        Driver("asyncpg", "postgresql", "asyncpg", ("asyncpg>=0.29",)),
        Driver("psycopg", "postgresql", "psycopg", ("psycopg[binary]>=3.1",)),
        Driver("aiosqlite", "sqlite", "aiosqlite", ("aiosqlite>=0.19",)),
    )
}

#: What follows the plus sign of a URL whose driver blocks, per family; none stands for SQLAlchemy's default.
#: Absent on purpose: pyodbc and the data APIs (their URLs hold other things), pysqlcipher (no async form).
SYNC_DIALECTS = {
    "mysql": frozenset({"", "pymysql", "mysqldb", "mysqlconnector", "cymysql", "oursql", "mariadbconnector"}),
    "postgresql": frozenset({"", "psycopg2", "psycopg2cffi", "pg8000", "psycopg", "pygresql"}),
    "sqlite": frozenset({"", "pysqlite"}),
}
#: The dialects of a family that are async already. psycopg's name means either.
ASYNC_DIALECTS = {
    "mysql": frozenset({"asyncmy", "aiomysql", "mysqlconnector_async"}),
    "postgresql": frozenset({"asyncpg", "psycopg_async"}),
    "sqlite": frozenset({"aiosqlite"}),
}
#: The first part of a URL's scheme, and its family.
FAMILIES = {"mysql": "mysql", "mariadb": "mysql", "postgresql": "postgresql", "sqlite": "sqlite"}

#: Packages of the drivers that block, by normalised name.
SYNC_PACKAGES = {
    "pymysql": "mysql",
    "mysqlclient": "mysql",
    "mysql-python": "mysql",
    "mysql-connector": "mysql",
    "mysql-connector-python": "mysql",
    "cymysql": "mysql",
    "mariadb": "mysql",
    "psycopg2": "postgresql",
    "psycopg2-binary": "postgresql",
    "psycopg2cffi": "postgresql",
    "pg8000": "postgresql",
    "pygresql": "postgresql",
}
#: Packages of the async drivers, by normalised name, and psycopg, which is both.
_ASYNC_PACKAGES = {"asyncmy": "asyncmy", "aiomysql": "aiomysql", "asyncpg": "asyncpg", "psycopg": "psycopg"}
_SCHEME = re.compile(r"(mysql|mariadb|postgresql|sqlite)(?:\+(\w+))?(?=://)|(postgres)(?=://)")


#: The dialects of the packages that block, where SQLAlchemy's default for the family is another.
_PACKAGE_DIALECTS = {
    "pymysql": "pymysql",
    "mysqlclient": "mysqldb",
    "mysql-connector": "mysqlconnector",
    "mysql-connector-python": "mysqlconnector",
    "cymysql": "cymysql",
    "psycopg2": "",
    "psycopg2-binary": "",
    "psycopg": "psycopg",
    "psycopg2cffi": "psycopg2cffi",
    "pg8000": "pg8000",
    "pygresql": "pygresql",
}


def sync_drivername(driver: Driver, urls: Iterable[str], packages: Iterable[str]) -> str:
    """Return the scheme of a code base's sync URLs, as `mysql+pymysql`, for an engine that stays sync.

    A URL says it, else the required packages, else it is SQLAlchemy's default for the family.

    :param driver: the async driver that the code base moves to.
    """
    schemes = [match for url in urls if (match := _SCHEME.match(url))]
    own = [match for match in schemes if FAMILIES[match[1] or "postgresql"] == driver.family]
    named = [match[0] for match in own if match[2] in SYNC_DIALECTS[driver.family]]
    if named:
        return named[0]
    backend = next((match[1] for match in own if match[1]), driver.family)
    for package in sorted(canonicalize_name(package) for package in packages):
        dialect = _PACKAGE_DIALECTS.get(package)
        if dialect is not None and SYNC_PACKAGES.get(package, "postgresql") == driver.family:
            return f"{backend}+{dialect}" if dialect else backend
    return backend


def default_driver(family: str) -> Driver:
    """Return the driver of a family that is taken where nothing says which: asyncmy, asyncpg or aiosqlite."""
    return next(driver for driver in DRIVERS.values() if driver.family == family)


def choose(urls: Iterable[str], packages: Iterable[str]) -> Driver:
    """Return the driver that fits what the code base uses.

    A URL that names a driver says most, then the required packages, then a URL that names only a database. A server
    comes before SQLite, which tests often run on. psycopg 3 stays psycopg: it is async already.

    :param urls: database URLs, or only their schemes up to ``://``, found in the code and in its configuration.
    :param packages: names of the packages that are required.
    """
    schemes = [match for url in urls if (match := _SCHEME.match(url))]
    named = [(FAMILIES[match[1]], match[2]) for match in schemes if match[2]]
    plain = [FAMILIES[match[1] or "postgresql"] for match in schemes if not match[2]]
    required = {canonicalize_name(package) for package in packages}
    wanted = [name for name in _ASYNC_PACKAGES.values() if name in required]
    families = [
        *(family for family, _ in named if family != "sqlite"),
        *(SYNC_PACKAGES[package] for package in sorted(required & SYNC_PACKAGES.keys())),
        *(DRIVERS[name].family for name in wanted),
        *(family for family in plain if family != "sqlite"),
        "sqlite",
    ]
    family = families[0]
    for dialect in (dialect for of, dialect in named if of == family):
        for driver in DRIVERS.values():
            if driver.family == family and dialect in {driver.dialect, f"{driver.dialect}_async"}:
                return driver
    return next((DRIVERS[name] for name in wanted if DRIVERS[name].family == family), default_driver(family))
