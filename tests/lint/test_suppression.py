"""Comments keep findings quiet, and nothing else does."""

from __future__ import annotations

import pytest

from aiolift.lint.run import lint_files
from tests.lint.program import files

BAD = """
async def save(): ...

async def run():
    save(){first}
    found = [
        save(),{inside}
    ].pop().x{last}
"""


def lines(**comments: str) -> list[int]:
    """Return the lines of the findings that are heard."""
    code = BAD.format(**{"first": "", "inside": "", "last": ""} | comments)
    return [one.place.line for one in lint_files(files(code)).findings if one.code == "AL101"]


@pytest.mark.parametrize(
    "comment", ["  # noqa", "  # noqa: AL101", "  # NOQA:AL1", "  # noqa: E501, AL101", "  # x # noqa"]
)
def test_a_line_is_kept_quiet(comment: str) -> None:
    """A comment without codes stands for all; a code's beginning stands for those that begin so."""
    assert lines(first=comment) == [7]


@pytest.mark.parametrize("comment", ["  # noqa: E501", "  # no qa", "  # noqa: AL102"])
def test_other_comments_do_nothing(comment: str) -> None:
    """Another code, or another comment, keeps nothing quiet."""
    assert lines(first=comment) == [5, 7]


def test_the_end_of_a_statement_counts() -> None:
    """For a statement of several lines, the comment stands on the finding's line or on the last one."""
    assert lines(inside="  # noqa: AL101") == lines(last="  # noqa: AL101") == [5]


def test_a_whole_file() -> None:
    """`# aiolift: noqa` anywhere speaks for the file."""
    assert lines(last="\n# aiolift: noqa: AL101") == []
    assert lines(last="\n# aiolift: noqa: AL5") == [5, 7]


def test_text_that_looks_like_a_comment() -> None:
    """A string is no comment."""
    code = 'async def save(): ...\n\nasync def run():\n    save(), "# noqa"\n'
    assert [one.code for one in lint_files(files(code)).findings] == ["AL101"]


def test_a_marker_speaks_for_what_stands_below() -> None:
    """Below a migration's marker only the marker is a finding."""
    code = "async def save(): ...\n\n# aiolift: AL903 x\ndef run():\n    save().x\n\n\nasync def other():\n    save()\n"
    assert [(one.code, one.place.line) for one in lint_files(files(code)).findings] == [("AL903", 3), ("AL101", 9)]
