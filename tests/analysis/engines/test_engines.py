"""The engines of a program, with their databases, drivers and options."""

from __future__ import annotations

import pytest

from aiolift.analysis.definitions import Definitions
from aiolift.analysis.engines.engines import Engine, engines, pool_class, url
from tests.program.code import model_of


def engine_of(call: str) -> Engine:
    """Return the engine that one call makes."""
    model = model_of(
        "from sqlalchemy import URL, create_engine, engine_from_config, pool\n"
        f"from sqlalchemy.ext.asyncio import create_async_engine\nengine = {call}\n"
    )
    (engine,) = engines(model, Definitions(model))
    return engine


@pytest.mark.parametrize(
    ("text", "family", "blocks", "is_async"),
    [
        ("mysql://db/travel", "mysql", True, False),
        ("mysql+asyncmy://db", "mysql", False, True),
        ("mariadb+pymysql://db", "mysql", True, False),
        ("postgres://db", "postgresql", True, False),
        ("postgresql+psycopg://db", "postgresql", False, False),
        ("sqlite+aiosqlite://", "sqlite", False, True),
        ("mysql+unheard_of://db", "mysql", False, False),
    ],
)
def test_a_url_tells_its_driver(text: str, family: str, blocks: bool, is_async: bool) -> None:
    """A URL's scheme tells the family and whether its driver blocks; psycopg's name means either."""
    found = url(text)
    assert found is not None
    assert (found.family, found.blocks, found.is_async) == (family, blocks, is_async)


@pytest.mark.parametrize("text", ["", "redis://db", "mysql", "{}://db", "see mysql://db"])
def test_what_is_no_database_url(text: str) -> None:
    """Other texts are none."""
    assert url(text) is None


def test_urls_that_are_built() -> None:
    """`URL.create` names the driver, given either way."""
    assert [one.text for one in engine_of('create_engine(URL.create("mysql+pymysql", host="db"))').urls] == [
        "mysql+pymysql://{}"
    ]
    assert [one.text for one in engine_of('create_async_engine(url=URL.create(drivername="mysql+asyncmy"))').urls] == [
        "mysql+asyncmy://{}"
    ]


def test_the_pool_class_and_the_options() -> None:
    """The options are the keyword arguments; the pool class is known by its one name."""
    model = model_of(
        "from sqlalchemy.ext.asyncio import create_async_engine\nfrom sqlmodel.pool import StaticPool as Static\n"
        'engine = create_async_engine("sqlite+aiosqlite://", poolclass=Static, echo=True)\n'
    )
    (engine,) = engines(model, Definitions(model))
    assert engine.is_async
    assert sorted(engine.options) == ["echo", "poolclass"]
    assert pool_class(model, engine) == "sqlalchemy.pool.StaticPool"


def test_a_function_of_that_name_is_no_maker() -> None:
    """A function of the program that is called `create_engine` makes no engine by its name."""
    model = model_of("def create_engine(url):\n    return url\n\nengine = create_engine('sqlite://')\n")
    assert list(engines(model, Definitions(model))) == []
