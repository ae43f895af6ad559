"""Which releases of a package a program can run with."""

from __future__ import annotations

import pytest
from packaging.version import Version

from aiolift.analysis.requirements.releases import releases
from tests.lint.program import files

LOCK = '[[package]]\nname = "fastapi"\nversion = "{}"\n'


@pytest.mark.parametrize(
    ("requirement", "lock", "since", "before"),
    [
        ("fastapi==0.116.1", None, True, True),
        ("fastapi==0.116.*", None, True, True),
        ("fastapi~=0.116.1", None, True, True),
        ("fastapi>=0.110,<0.118", None, True, True),
        ("fastapi>=0.110,<=0.118", None, True, False),
        ("fastapi>=0.110", None, True, False),
        ("fastapi<0.110", None, False, True),
        ("fastapi", None, False, False),
        ("uvicorn", None, False, False),
        ("fastapi>=0.110", "0.116.1", True, True),
        ("fastapi>=0.110", "0.120.0", True, False),
        ("fastapi==0.117.0", "0.120.0", True, True),
    ],
)
def test_the_span_of_releases(requirement: str, lock: str | None, since: bool, before: bool) -> None:
    """A pin comes before a lock file, and that before limits; what has no limit is open."""
    program = {"requirements.txt": requirement} | ({"uv.lock": LOCK.format(lock)} if lock else {})
    found = releases(files(program), "fastapi")
    assert (found.since(Version("0.106")), found.before(Version("0.118"))) == (since, before)


def test_files_that_are_not_what_they_say() -> None:
    """A file that cannot be read says nothing."""
    found = releases(files({"pyproject.toml": "fastapi = [", "uv.lock": "fastapi = ["}), "fastapi")
    assert (found.lowest, found.highest) == (None, None)
