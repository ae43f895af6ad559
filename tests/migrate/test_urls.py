"""Database URLs become async, with the options that the driver takes; other texts stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import make_url

from aiolift.knowledge.drivers import DRIVERS, SYNC_DIALECTS
from aiolift.migrate.urls import async_drivername, async_url, other_server, url_edits


@pytest.mark.parametrize(
    ("driver", "before", "after"),
    [
        ("asyncmy", "mysql+pymysql://u:p@h:3306/d", "mysql+asyncmy://u:p@h:3306/d"),
        ("asyncmy", "mysql://u:p@h/d", "mysql+asyncmy://u:p@h/d"),
        ("asyncmy", "mysql+pymysql://", "mysql+asyncmy://"),
        ("asyncmy", "mariadb+mysqldb://u@h/여행", "mariadb+asyncmy://u@h/여행"),
        ("asyncmy", "mysql+pymysql://u@h/d?charset=utf8mb4", "mysql+asyncmy://u@h/d?charset=utf8mb4"),
        ("asyncmy", "mysql+pymysql://u@h/d?write_timeout=3", "mysql+asyncmy://u@h/d"),
        ("asyncmy", "mysql+pymysql://u@h/d?write_timeout=3&charset=utf8", "mysql+asyncmy://u@h/d?charset=utf8"),
        ("asyncmy", "mysql+pymysql://u@h/d?a=1&charset=utf8&b=2&c=3", "mysql+asyncmy://u@h/d?charset=utf8"),
        ("asyncmy", "mysql+pymysql://h/d?a=1&b=2&charset=x&c=3&ssl_ca=y&z=1", "mysql+asyncmy://h/d?charset=x&ssl_ca=y"),
        ("asyncmy", "mysql+pymysql://{u}:{p}@{h}/{d}?charset={c}", "mysql+asyncmy://{u}:{p}@{h}/{d}?charset={c}"),
        ("asyncmy", "mysql+pymysql://{f('?a=1')}/d?write_timeout={t}", "mysql+asyncmy://{f('?a=1')}/d"),
        ("asyncmy", "mysql+pymysql://u@h/d?{options}", "mysql+asyncmy://u@h/d?{options}"),
        ("asyncmy", "mysql+pymysql://u@h/d?%s", "mysql+asyncmy://u@h/d?%s"),
        ("asyncmy", "mysql+pymysql://${U:-root}@h/${D?unset}", "mysql+asyncmy://${U:-root}@h/${D?unset}"),
        ("asyncmy", "mysql+pymysql://u@/d?unix_socket=/run/my.sock", "mysql+asyncmy://u@/d?unix_socket=/run/my.sock"),
        ("asyncmy", "mysql+pymysql://u@h/d?", "mysql+asyncmy://u@h/d?"),
        ("aiomysql", "mysql+pymysql://u@h/d?read_timeout=3", "mysql+aiomysql://u@h/d"),
        ("mysqlconnector", "mysql+mysqlconnector://u@h/d", "mysql+mysqlconnector_async://u@h/d"),
        (
            "mysqlconnector",
            "mysql+pymysql://h/d?connect_timeout=3",
            "mysql+mysqlconnector_async://h/d?connection_timeout=3",
        ),
        ("asyncpg", "postgresql://u@h/d?sslmode=require", "postgresql+asyncpg://u@h/d?ssl=require"),
        ("asyncpg", "postgresql+psycopg2://u@h/d", "postgresql+asyncpg://u@h/d"),
        ("asyncpg", "postgresql+psycopg://u@h/d", "postgresql+asyncpg://u@h/d"),
        (
            "asyncpg",
            "postgresql://u@h/d?sslmode=require&channel_binding=require",
            "postgresql+asyncpg://u@h/d?ssl=require",
        ),
        ("asyncpg", "postgresql://u@h/d?connect_timeout=3&sslmode=allow", "postgresql+asyncpg://u@h/d?ssl=allow"),
        ("asyncpg", "postgresql://u@/d?host=/run/postgresql", "postgresql+asyncpg://u@/d?host=/run/postgresql"),
        ("psycopg", "postgresql://u@h/d?sslmode=require", "postgresql+psycopg://u@h/d?sslmode=require"),
        ("psycopg", "postgresql+psycopg2://u@h/d", "postgresql+psycopg://u@h/d"),
        ("aiosqlite", "sqlite://", "sqlite+aiosqlite://"),
        (
            "asyncmy",
            "sqlite:///./test.db?check_same_thread=false",
            "sqlite+aiosqlite:///./test.db?check_same_thread=false",
        ),
        ("asyncpg", "sqlite+pysqlite:///:memory:", "sqlite+aiosqlite:///:memory:"),
        ("asyncpg", "sqlite:///{path}", "sqlite+aiosqlite:///{path}"),
        ("asyncpg", "sqlite:///file:a?mode=ro&uri=true", "sqlite+aiosqlite:///file:a?mode=ro&uri=true"),
    ],
)
def test_sync_url(driver: str, before: str, after: str) -> None:
    """The scheme changes; options are kept, renamed or left out; placeholders stay."""
    assert async_url(before, DRIVERS[driver]) == after


@pytest.mark.parametrize("driver", DRIVERS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "mysql",
        "mysql:",
        "mysql+pymysql",
        "https://example.org/?sslmode=require",
        "http://mysql+pymysql://",
        "redis://cache:6379/0",
        "amqp://guest@rabbit//",
        "mongodb://h/d",
        "jdbc:mysql://h/d",
        "mssql+pyodbc://h/d",
        "oracle://h/d",
        "mysql+pyodbc://dsn",
        "sqlite+pysqlcipher://:pw@/d.db",
        "postgres://u@h/d",
        "{scheme}://u@h/d",
        "mysql+{driver}://u@h/d",
        "mysql+asyncmy://u@h/d?write_timeout=3",
        "mysql+aiomysql://u@h/d",
        "mariadb+asyncmy://",
        "postgresql+asyncpg://u@h/d?sslmode=require",
        "sqlite+aiosqlite:///a.db",
        " mysql://u@h/d",
        "see mysql://u@h/d",
        "?charset=utf8mb4",
    ],
)
def test_other_texts_stay(driver: str, text: str) -> None:
    """What is no database URL, has no async form, or is async already is left alone by every driver."""
    assert async_url(text, DRIVERS[driver]) is None
    assert url_edits(text, DRIVERS[driver]) == ()


@pytest.mark.parametrize(
    ("driver", "text"),
    [("asyncmy", "postgresql://u@h/d"), ("asyncpg", "mysql+pymysql://h/d"), ("psycopg", "postgresql+psycopg://h/d")],
)
def test_another_family_stays(driver: str, text: str) -> None:
    """A URL of a database that the driver is not for stays, and so does psycopg's, which is async already."""
    assert async_url(text, DRIVERS[driver]) is None
    assert (other_server(text, DRIVERS[driver]) is None) == (driver == "psycopg")


def test_each_edit_says_why() -> None:
    """The reason of an edit names what a person must give in place of an option that was left out."""
    edits = url_edits("postgresql://u@h/d?sslrootcert=ca.pem&sslmode=require", DRIVERS["asyncpg"], offset=100)
    assert [edit.start for edit in edits] == [100, 119, 138]
    assert all(edit.why for edit in edits)
    assert any("PGSSLROOTCERT" in edit.why for edit in edits)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("mysql+pymysql", "mysql+asyncmy"),
        ("mysql", "mysql+asyncmy"),
        ("sqlite", "sqlite+aiosqlite"),
        ("mysql+asyncmy", None),
        ("postgresql", None),
        ("redis", None),
        ("mysql://", None),
        ("", None),
    ],
)
def test_drivername(name: str, found: str | None) -> None:
    """The drivername of `URL.create` is the scheme without the rest."""
    assert async_drivername(name, DRIVERS["asyncmy"]) == found


_names = st.sampled_from(
    ["charset", "sslmode", "connect_timeout", "write_timeout", "options", "ssl_ca", "application_name", "mode", "x"]
)
_schemes = [
    f"{backend}+{dialect}" if dialect else backend
    for backend, family in (("mysql", "mysql"), ("mariadb", "mysql"), ("postgresql", "postgresql"))
    for dialect in sorted(SYNC_DIALECTS[family])
]


@given(
    st.sampled_from([*_schemes, "sqlite", "sqlite+pysqlite"]),
    st.lists(st.tuples(_names, st.sampled_from(["1", "{value}", "${VALUE:-a?b&c}", "한국"])), max_size=5),
    st.sampled_from(list(DRIVERS.values())),
)
def test_a_second_time_changes_nothing(scheme: str, query, driver) -> None:
    """An async URL stays as it is, and what it was made from has the same user, host and database."""
    tail = "&".join(f"{name}={value}" for name, value in query)
    before = f"{scheme}://u:p@h/d" + (f"?{tail}" if tail else "")
    after = async_url(before, driver)
    if after is not None:
        assert async_url(after, driver) is None
        assert make_url(after).set(drivername="x", query={}) == make_url(before).set(drivername="x", query={})


@given(st.text(), st.sampled_from(list(DRIVERS.values())))
def test_any_text_is_taken(text: str, driver) -> None:
    """No text raises, and none but a database URL is changed."""
    assert async_url(text, driver) is None or "://" in text
