"""Requirements files change line by line; what is around a requirement stays."""

import pytest
from packaging.specifiers import SpecifierSet

from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.configuration import requirements
from aiolift.migrate.configuration.decide import Scope
from aiolift.migrate.configuration.needs import Needs
from aiolift.program.edits import apply
from tests.migrate.configuration.text_files import text_file

NEEDS = Needs(DRIVERS["asyncmy"], test_requirements=("httpx>=0.23",))
SCOPE = Scope(pytest_asyncio=SpecifierSet(">=0.26"))


def changed(text: str) -> str:
    """The text of a requirements file after the edits."""
    return apply(text, requirements.edits(text_file("requirements.txt", text), NEEDS, SCOPE))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("SQLAlchemy==2.0.30\n", "SQLAlchemy[asyncio]==2.0.30\nasyncmy>=0.2.13\n"),
        ("SQLAlchemy==2.0.30", "SQLAlchemy[asyncio]==2.0.30\nasyncmy>=0.2.13"),
        ("# 드라이버\r\nPyMySQL==1.1  # why\r\nfoo\r\n", "# 드라이버\r\nasyncmy>=0.2.13  # why\r\nfoo\r\n"),
        ("PyMySQL[rsa]\nfoo", "asyncmy>=0.2.13\ncryptography\nfoo"),
        ("  pymysql >= 1 ; python_version > '3'\n", '  asyncmy>=0.2.13; python_version > "3"\n'),
        ("asyncmy\npymysql==1\nfoo\n", "asyncmy\nfoo\n"),
        ("asyncmy\npymysql==1", "asyncmy\n"),
        ("asyncmy\npymysql==1\n    # via -r requirements.in\nfoo\n", "asyncmy\nfoo\n"),
        (
            "pytest==8.3 \\\n    --config-settings=a\nfoo\n",
            "pytest==8.3 \\\n    --config-settings=a\npytest-asyncio>=0.26\nhttpx>=0.23\nfoo\n",
        ),
        (
            "sqlalchemy==2.0\n    # via\n    #   sqlmodel\nfoo\n",
            "sqlalchemy[asyncio]==2.0\n    # via\n    #   sqlmodel\nasyncmy>=0.2.13\nfoo\n",
        ),
    ],
)
def test_requirements(before: str, after: str) -> None:
    """A requirement changes in its place; comments, options and line endings stay; a second time changes nothing."""
    assert changed(before) == after
    assert changed(after) == after


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n",
        "# pymysql==1.1\n",
        "-r base.txt\n-c constraints.txt\n--pre\n-e .\n",
        "fastapi==0.110\nrequests\n",
        "git+ssh://git@example.org/pymysql.git\n",
        "./vendor/pymysql-1.0.whl\n",
        "SQLAlchemy[asyncio]==2.0\nasyncmy==0.2.18\n",
        "not a requirement at all\n",
    ],
)
def test_files_that_stay(text: str) -> None:
    """What is no requirement, or needs nothing, stays."""
    assert changed(text) == text


@pytest.mark.parametrize(
    ("text", "hashed"),
    [
        ("pymysql==1.1 \\\n    --hash=sha256:00\n", True),
        ("pymysql==1.1 --hash sha256:00\n", True),
        ("# --hash=sha256:00\npymysql==1.1\n", False),
        ("pymysql==1.1\n", False),
    ],
)
def test_hashes(text: str, hashed: bool) -> None:
    """A file that gives hashes is known, since a line without one would make pip refuse it."""
    assert requirements.is_hashed(text_file("requirements.txt", text)) is hashed
