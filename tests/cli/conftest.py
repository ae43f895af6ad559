"""A project with models, and the real `aiolift` command run in it."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.command import Command

MODELS = """
from sqlmodel import Field, SQLModel


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    email: str = Field(max_length=100, unique=True)


class Region(SQLModel, table=True):
    __tablename__ = "administrative_region"

    id: int | None = Field(default=None, primary_key=True)
    province: str = Field(max_length=20)
    city: str = Field(max_length=20)
    population: int | None = None
"""

TABLES = """
CREATE TABLE member (id INTEGER PRIMARY KEY, email VARCHAR(100) NOT NULL UNIQUE);
CREATE TABLE administrative_region (
    id INTEGER PRIMARY KEY, province VARCHAR(20) NOT NULL, city VARCHAR(20) NOT NULL, population INTEGER
);
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with a package `travel`, whose module `travel.models` holds Member and Region."""
    folder = tmp_path / "project"
    package = folder / "travel"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "models.py").write_text(MODELS, encoding="utf-8")
    return folder


@pytest.fixture(params=["sqlite", "mysql-asyncmy", "mariadb-aiomysql"])
def url(request: pytest.FixtureRequest, fresh_database: Callable[..., str], project: Path) -> str:
    """The URL of a fresh empty database of each kind; `travel.db` is the SQLite one."""
    if request.param == "sqlite":
        return f"sqlite:///{project}/travel.db"
    kind, driver = request.param.split("-")
    return fresh_database(request.getfixturevalue(kind), driver)


@pytest.fixture
def travel_db(project: Path) -> str:
    """The URL of a SQLite database with the models' tables, and no rows."""
    path = project / "travel.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(TABLES)
    return f"sqlite:///{path}"


@pytest.fixture
def aiolift(project: Path) -> Command:
    """The command in the folder of the project: ``aiolift("db", "check", url=…)``."""
    return Command(project)
