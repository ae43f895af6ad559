"""A list of requirements gets what async code needs, and keeps the rest."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.configuration.decide import Scope, decide, with_extra, with_versions
from aiolift.migrate.configuration.needs import Needs

SCOPE = Scope(pytest_asyncio=SpecifierSet(">=0.26"))
MYSQL = Needs(DRIVERS["asyncmy"], tests_async=False)


def decided(written: list[str], needs: Needs, scope: Scope = SCOPE) -> list[str]:
    """The list after the changes."""
    texts = {index: (text,) for index, text in enumerate(written)}
    texts |= {change.index: change.texts for change in decide(written, needs, scope)}
    return [text for index in sorted(texts) for text in texts[index]]


@pytest.mark.parametrize(
    ("driver", "before", "after"),
    [
        (
            "asyncmy",
            ["fastapi", "SQLAlchemy==2.0.30", "PyMySQL==1.1.0"],
            ["fastapi", "SQLAlchemy[asyncio]==2.0.30", "asyncmy>=0.2.13"],
        ),
        (
            "asyncmy",
            ["sqlmodel", "PyMySQL[rsa]"],
            ["sqlmodel", "sqlalchemy[asyncio]", "asyncmy>=0.2.13", "cryptography"],
        ),
        ("asyncmy", ["mysqlclient>=2", "cryptography==42"], ["asyncmy>=0.2.13", "cryptography==42"]),
        ("aiomysql", ["PyMySQL[rsa]==1.2.4"], ["PyMySQL[rsa]<1.2", "aiomysql>=0.3.2", "cryptography"]),
        ("aiomysql", ["pymysql==1.1.1"], ["pymysql==1.1.1", "aiomysql>=0.3.2"]),
        ("mysqlconnector", ["mysql-connector-python==9.1"], ["aiolift[mysqlconnector]"]),
        ("asyncpg", ["psycopg2-binary==2.9.9 ; os_name == 'nt'"], ['asyncpg>=0.29; os_name == "nt"']),
        ("asyncpg", ["psycopg2", "psycopg2-binary", "asyncpg==0.30"], ["asyncpg==0.30"]),
        ("psycopg", ["SQLAlchemy", "psycopg2"], ["SQLAlchemy[asyncio]", "psycopg[binary]>=3.1"]),
        ("psycopg", ["SQLAlchemy>=2", "psycopg[c]"], ["SQLAlchemy[asyncio]>=2", "psycopg[c]"]),
        ("aiosqlite", ["sqlalchemy [mypy] ~=2.0"], ["sqlalchemy[mypy,asyncio] ~=2.0", "aiosqlite>=0.19"]),
        ("aiosqlite", ["sqlmodel==0.0.22"], ["sqlmodel==0.0.22", "sqlalchemy[asyncio]", "aiosqlite>=0.19"]),
    ],
)
def test_drivers_and_orm(driver: str, before: list[str], after: list[str]) -> None:
    """The driver is replaced, SQLAlchemy's pin stays with the extra, and what was implicit is added."""
    needs = Needs(DRIVERS[driver], tests_async=False)
    assert decided(before, needs) == after
    assert decide(after, needs, SCOPE) == []


@pytest.mark.parametrize(
    "written",
    [
        [],
        ["fastapi==0.110", "uvicorn[standard]", "redis", ""],
        ["requests", "pytest", "httpx"],
        ["SQLAlchemy[asyncio]==2.0.30", "asyncmy"],
        ["SQLAlchemy[asyncio,mypy]>=2", "asyncmy>=0.2.9,<0.3"],
        ["sqlalchemy-utils", "sqlmodel-extras", "pymysql-pool"],
        ["git+https://example.org/a.git", "./local"],
        ["psycopg2-binary"],
    ],
)
def test_lists_that_stay(written: list[str]) -> None:
    """A list without a database's packages, or with all that is needed, stays."""
    assert decide(written, MYSQL, SCOPE) == []


def test_keep_the_sync_driver() -> None:
    """Where a sync engine stays, its driver stays beside the async one."""
    needs = replace(MYSQL, keep_sync_driver=True)
    assert decided(["PyMySQL==1.1.0"], needs) == ["PyMySQL==1.1.0", "asyncmy>=0.2.13"]
    assert decide(["PyMySQL==1.1.0", "asyncmy>=0.2.13"], needs, SCOPE) == []


def test_tests_need_more() -> None:
    """pytest-asyncio and what the tests import stand behind pytest, in that list only."""
    needs = replace(MYSQL, tests_async=True, test_requirements=("httpx>=0.23",))
    assert decided(["pytest==8.3.0"], needs) == ["pytest==8.3.0", "pytest-asyncio>=0.26", "httpx>=0.23"]
    assert decided(["pytest", "pytest-asyncio==0.21.1", "HTTPX"], needs) == ["pytest", "pytest-asyncio>=0.26", "HTTPX"]
    assert decide(["coverage"], needs, SCOPE) == []
    included = replace(SCOPE, included=frozenset({"httpx", "pytest-asyncio"}))
    assert decide(["pytest"], needs, included) == []


def test_extra_requirements() -> None:
    """What else the application imports stands with SQLAlchemy, once."""
    needs = replace(MYSQL, requirements=("aiofiles>=23",))
    assert decided(["sqlalchemy[asyncio]", "asyncmy"], needs) == ["sqlalchemy[asyncio]", "aiofiles>=23", "asyncmy"]
    assert decide(["sqlalchemy[asyncio]", "asyncmy", "aiofiles"], needs, SCOPE) == []


def test_the_driver_of_another_list() -> None:
    """A list beside one that has the sync driver does not get the async one as well."""
    scope = replace(SCOPE, around=frozenset({"sqlalchemy", "pymysql"}))
    assert decided(["SQLAlchemy"], MYSQL, scope) == ["SQLAlchemy[asyncio]"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SQLAlchemy==2.0.30", "SQLAlchemy[asyncio]==2.0.30"),
        ("sqlalchemy", "sqlalchemy[asyncio]"),
        (
            "SQLAlchemy [mypy, postgresql] >= 2 ; python_version > '3'",
            "SQLAlchemy[mypy, postgresql,asyncio] >= 2 ; python_version > '3'",
        ),
        ("SQLAlchemy[]>2", "SQLAlchemy[asyncio]>2"),
        ("SQLAlchemy[asyncio]>2", "SQLAlchemy[asyncio]>2"),
        ("-r other.txt", "-r other.txt"),
    ],
)
def test_with_extra(before: str, after: str) -> None:
    """The extra is added to those that are there; versions and markers stay as they are written."""
    assert with_extra(before, "asyncio") == after


@given(
    st.sampled_from(["a", "A.b-c_d"]),
    st.sampled_from(["", "[x]", "[ x , y ]"]),
    st.sampled_from(["", "==1", ">= 1, <2", "~=1.4"]),
    st.sampled_from(["", " ; python_version > '3'"]),
)
def test_parts_stay(name: str, extras: str, versions: str, marker: str) -> None:
    """Another extra, or other versions, leave all other parts of a requirement as they were."""
    before = Requirement(f"{name}{extras}{versions}{marker}")
    extended = Requirement(with_extra(f"{name}{extras}{versions}{marker}", "z"))
    assert extended.extras == before.extras | {"z"}
    assert (extended.specifier, extended.marker) == (before.specifier, before.marker)
    moved = Requirement(with_versions(f"{name}{extras}{versions}{marker}", SpecifierSet(">=9")))
    assert (moved.name, moved.extras, moved.marker) == (before.name, before.extras, before.marker)
    assert str(moved.specifier) == ">=9"
