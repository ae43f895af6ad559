"""What the migration aims at, read from the code base."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.migrate import survey
from tests.program.code import program_of

if TYPE_CHECKING:
    from pathlib import Path


def test_a_scheme_in_code_tells_the_driver(tmp_path: Path) -> None:
    """A URL that is built from parts, by pydantic's `build` or by `URL.create`, names the database like a literal."""
    text = 'url = MultiHostUrl.build(scheme="mysql+pymysql")'
    found = survey.target(tmp_path, [], program_of(text), None)
    assert found.driver == "asyncmy"
