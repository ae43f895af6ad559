"""Requirements in TOML files change in their place; the layout stays."""

import difflib

import pytest
from packaging.specifiers import SpecifierSet

from aiolift.errors import UnparsableFileError
from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.configuration import toml_files
from aiolift.migrate.configuration.decide import Scope
from aiolift.migrate.configuration.needs import Needs
from tests.migrate.configuration.text_files import text_file

NEEDS = Needs(DRIVERS["asyncmy"], test_requirements=("httpx>=0.23",))
SCOPE = Scope(pytest_asyncio=SpecifierSet(">=0.26"))


def changed(text: str, needs: Needs = NEEDS, name: str = "pyproject.toml") -> str:
    """The text of a TOML file after the edits."""
    return toml_files.rewritten(text_file(name, text), needs, SCOPE)


PEP_621 = """\
# 여행 서비스
[project]
name = "travel"
dependencies = [
    "fastapi>=0.110",  # web
    "sqlalchemy>=2.0",
    'pymysql==1.1.0',
    # the last one
    "uvicorn",
]

[project.optional-dependencies]
test = ["pytest>=8", "coverage"]

[dependency-groups]
dev = [
  "pytest==8.3.4",
  {include-group = "lint"},
]
lint = ["ruff"]

[tool.ruff]
line-length = 100
"""
PEP_621_AFTER = """\
# 여행 서비스
[project]
name = "travel"
dependencies = [
    "fastapi>=0.110",  # web
    "sqlalchemy[asyncio]>=2.0",
    "asyncmy>=0.2.13",
    # the last one
    "uvicorn",
]

[project.optional-dependencies]
test = ["pytest>=8", "pytest-asyncio>=0.26", "httpx>=0.23", "coverage"]

[dependency-groups]
dev = [
  "pytest==8.3.4",
  "pytest-asyncio>=0.26",
  "httpx>=0.23",
  {include-group = "lint"},
]
lint = ["ruff"]

[tool.ruff]
line-length = 100
"""
POETRY = """\
[tool.poetry]
name = "travel"

[tool.poetry.dependencies]
python = "^3.11"
sqlalchemy = "^2.0.30" # the ORM
pymysql = "^1.1"
mine = { path = "../mine" }

[tool.poetry.group.dev.dependencies]
pytest = "^8.0"
ruff = "*"

[build-system]
requires = ["poetry-core"]
"""
POETRY_AFTER = """\
[tool.poetry]
name = "travel"

[tool.poetry.dependencies]
python = "^3.11"
sqlalchemy = {extras = ["asyncio"], version = "^2.0.30"} # the ORM
mine = { path = "../mine" }
asyncmy = ">=0.2.13"

[tool.poetry.group.dev.dependencies]
pytest = "^8.0"
ruff = "*"
pytest-asyncio = ">=0.26"
httpx = ">=0.23"

[build-system]
requires = ["poetry-core"]
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"), [(PEP_621, PEP_621_AFTER), (POETRY, POETRY_AFTER)], ids=["pep621", "poetry"]
)
def test_projects(before: str, after: str, newline: str) -> None:
    """Arrays and tables change where something is needed, with the file's line endings, and only once."""
    before, after = before.replace("\n", newline), after.replace("\n", newline)
    found = changed(before)
    assert found == after, "\n".join(difflib.unified_diff(after.splitlines(), found.splitlines()))
    assert changed(after) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            'sqlalchemy = {version = "^2.0", extras = ["mypy"]}',
            'sqlalchemy = {version = "^2.0", extras = ["mypy", "asyncio"]}',
        ),
        ('sqlalchemy = {version = "^2.0"}', 'sqlalchemy = {version = "^2.0", extras = ["asyncio"]}'),
        ('SQLAlchemy = "2.0.30"', 'SQLAlchemy = {extras = ["asyncio"], version = "2.0.30"}'),
        ('sqlmodel = "^0.0.22"', 'sqlmodel = "^0.0.22"\nsqlalchemy = {extras = ["asyncio"], version = "*"}'),
    ],
)
def test_poetry_extras(before: str, after: str) -> None:
    """An entry of a table takes the extra in the form that it has, and keeps Poetry's notation of versions."""
    head = '[tool.poetry.dependencies]\nasyncmy = "*"\n'
    assert changed(f"{head}{before}\n") == f"{head}{after}\n"


def test_optional_requirements() -> None:
    """Where an extra names an optional driver, it names the new one, which is optional as well."""
    text = (
        '[tool.poetry.dependencies]\npymysql = {version = "^1.1", optional = true}\n\n'
        '[tool.poetry.extras]\nserver = ["uvicorn", "pymysql", "redis"]\nother = ["redis"]\n'
    )
    assert changed(text) == (
        '[tool.poetry.dependencies]\nasyncmy = {version = ">=0.2.13", optional = true}\n\n'
        '[tool.poetry.extras]\nserver = ["uvicorn", "asyncmy", "redis"]\nother = ["redis"]\n'
    )


def test_table_of_its_own() -> None:
    """A requirement that is a table of its own gets the extra as well."""
    text = '[tool.poetry.dependencies]\nasyncmy = "*"\n\n[tool.poetry.dependencies.sqlalchemy]\nversion = "^2.0"\n'
    assert changed(text) == f'{text}extras = ["asyncio"]\n'


def test_keep_the_sync_driver() -> None:
    """The sync driver stays where it is still needed."""
    needs = Needs(DRIVERS["asyncpg"], keep_sync_driver=True)
    text = '[project]\ndependencies = ["psycopg2-binary==2.9"]\n'
    assert changed(text, needs) == '[project]\ndependencies = ["psycopg2-binary==2.9", "asyncpg>=0.29"]\n'


def test_pipfile() -> None:
    """Pipenv's tables are read like Poetry's."""
    text = '[packages]\nsqlalchemy = "==2.0.30"\npymysql = "*"\n\n[dev-packages]\npytest = "*"\n'
    assert changed(text, name="Pipfile") == (
        '[packages]\nsqlalchemy = {extras = ["asyncio"], version = "==2.0.30"}\nasyncmy = ">=0.2.13"\n\n'
        '[dev-packages]\npytest = "*"\npytest-asyncio = ">=0.26"\nhttpx = ">=0.23"\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[project]\nname = 'a'\n",
        "[project]\ndependencies = [\n  'fastapi' ,\n\n  'requests'   ]\n",
        "[tool.poetry.dependencies]\npython   =  '^3.11'\nrequests = '*'\n",
        "[project]\ndependencies = ['sqlalchemy[asyncio]', 'asyncmy']\n",
        "[project]\ndynamic = ['dependencies']\n[tool.uv]\ndev-dependencies = ['ruff']\n",
        "[tool.black]\npymysql = 'PyMySQL'\n",
    ],
)
def test_files_that_stay(text: str) -> None:
    """A file that needs nothing stays, however it is laid out."""
    assert changed(text) == text


def test_not_toml() -> None:
    """What cannot be parsed is an error that names the file and the line."""
    with pytest.raises(UnparsableFileError, match=r"pyproject.toml:3: is not TOML"):
        changed("[project]\ndependencies = [\n'a' 'b'")
