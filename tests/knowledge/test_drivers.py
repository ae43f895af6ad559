"""The driver that a code base moves to follows from its URLs and its requirements."""

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from sqlalchemy.dialects import registry

from aiolift.knowledge.drivers import ASYNC_DIALECTS, DRIVERS, FAMILIES, SYNC_DIALECTS, SYNC_PACKAGES, choose


@pytest.mark.parametrize(
    ("urls", "packages", "name"),
    [
        ([], [], "aiosqlite"),
        (["sqlite:///travel.db"], [], "aiosqlite"),
        (["mysql+pymysql://u@h/d"], [], "asyncmy"),
        (["mariadb+mysqldb://"], ["mysqlclient"], "asyncmy"),
        (["mysql://"], [], "asyncmy"),
        ([], ["PyMySQL"], "asyncmy"),
        (["mysql+pymysql://"], ["aiomysql", "pymysql"], "aiomysql"),
        (["mysql+aiomysql://"], [], "aiomysql"),
        (["mysql+mysqlconnector_async://"], [], "mysqlconnector"),
        (["postgresql://u@h/d"], ["psycopg2-binary"], "asyncpg"),
        (["postgres://u@h/d"], [], "asyncpg"),
        (["postgresql+psycopg://u@h/d"], ["psycopg"], "psycopg"),
        (["postgresql+psycopg_async://"], [], "psycopg"),
        (["postgresql://"], ["psycopg"], "psycopg"),
        ([], ["psycopg2_binary", "asyncpg"], "asyncpg"),
        (["sqlite://", "postgresql+psycopg2://"], [], "asyncpg"),
        (["sqlite:///test.db", "mysql+pymysql://"], ["pymysql"], "asyncmy"),
        (["sqlite+pysqlite:///a.db"], ["psycopg2"], "asyncpg"),
        (["postgresql://"], ["pymysql"], "asyncmy"),
        (["https://example.org", "redis://cache"], ["redis"], "aiosqlite"),
    ],
)
def test_choose(urls: list[str], packages: list[str], name: str) -> None:
    """A driver that is named decides, then what is required; a server comes before SQLite."""
    assert choose(urls, packages).name == name


@pytest.mark.parametrize("driver", DRIVERS.values(), ids=str)
def test_each_driver_has_a_dialect(driver) -> None:
    """SQLAlchemy, or this package, has an async dialect for every driver, for each name of its family."""
    for backend in (backend for backend, family in FAMILIES.items() if family == driver.family):
        dialect = registry.load(f"{backend}.{driver.dialect}")
        assert dialect.get_async_dialect_cls(None).is_async


@pytest.mark.parametrize("driver", DRIVERS.values(), ids=str)
def test_requirements_can_be_parsed(driver) -> None:
    """What a driver needs is written as requirements with a lower bound, or as a package of ours."""
    for text in driver.requirements:
        requirement = Requirement(text)
        assert requirement.specifier or requirement.extras


def test_a_dialect_is_sync_or_async() -> None:
    """No name means both, but psycopg, which is; the names of packages are normalised."""
    for family, names in SYNC_DIALECTS.items():
        assert not names & ASYNC_DIALECTS[family]
    assert all(canonicalize_name(name) == name for name in SYNC_PACKAGES)
