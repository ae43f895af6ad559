"""The lists of requirements in setup.cfg."""

import pytest
from packaging.specifiers import SpecifierSet

from aiolift.knowledge.drivers import DRIVERS
from aiolift.migrate.configuration import setup_cfg
from aiolift.migrate.configuration.decide import Scope
from aiolift.migrate.configuration.needs import Needs
from aiolift.program.edits import apply
from tests.migrate.configuration.text_files import text_file


def changed(text: str) -> str:
    """The text of setup.cfg after the edits."""
    scope = Scope(pytest_asyncio=SpecifierSet(">=0.26"))
    return apply(text, setup_cfg.edits(text_file("setup.cfg", text), Needs(DRIVERS["asyncmy"]), scope))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lists(newline: str) -> None:
    """Requirements change on their lines, new ones get lines of their own with the same indentation."""
    before = (
        "[metadata]\nname = pymysql\n[options]\ninstall_requires =\n    SQLAlchemy>=2\n    # driver\n    pymysql\n"
        "python_requires = >=3.11\n[options.extras_require]\ntest =\n  pytest>=8\nlint = ruff\n"
    ).replace("\n", newline)
    after = (
        "[metadata]\nname = pymysql\n[options]\ninstall_requires =\n    SQLAlchemy[asyncio]>=2\n    # driver\n"
        "    asyncmy>=0.2.13\npython_requires = >=3.11\n[options.extras_require]\n"
        "test =\n  pytest>=8\n  pytest-asyncio>=0.26\nlint = ruff\n"
    ).replace("\n", newline)
    assert changed(before) == after
    assert changed(after) == after


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[options]\ninstall_requires =\n    fastapi\n",
        "[tool:pytest]\naddopts =\n    pytest\n",
        "[flake8]\ninstall_requires =\n    pymysql\n",
    ],
)
def test_files_that_stay(text: str) -> None:
    """Other lists and other sections stay."""
    assert changed(text) == text
