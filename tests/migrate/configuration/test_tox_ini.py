"""The lists of requirements in tox.ini."""

from packaging.specifiers import SpecifierSet

from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.configuration import tox_ini
from aiolift.migrate.configuration.decide import Scope
from aiolift.migrate.configuration.needs import Needs
from aiolift.program.edits import apply
from tests.migrate.configuration.text_files import text_file

BEFORE = """\
[tox]
deps =
    pymysql

[testenv]
deps =
    -r requirements.txt
    pytest
    pymysql
    py311: sqlalchemy

[testenv:lint]
deps = ruff
"""
AFTER = BEFORE.replace(
    "    pytest\n    pymysql\n    py311", "    pytest\n    pytest-asyncio>=0.26\n    asyncmy>=0.2.13\n    py311"
)


def test_environments() -> None:
    """The environments' requirements change; another section's, a factor's and what is in place already stay."""
    scope = Scope(pytest_asyncio=SpecifierSet(">=0.26"))
    needs = Needs(DRIVERS["asyncmy"], tests_async=True)
    for before in (BEFORE, AFTER):
        assert apply(before, tox_ini.edits(text_file("tox.ini", before), needs, scope)) == AFTER
