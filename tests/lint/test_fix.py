"""Fixes are made whole or not at all, and nothing else changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aiolift.lint.fix import fix, fixed
from aiolift.lint.registry import all_rules
from aiolift.lint.run import lint_files
from tests.lint.program import files

PRELUDE = "async def save(x=None): ...\n\nasync def run(y=1):\n"


def test_fixes_that_meet() -> None:
    """A call inside of another one is awaited with it, in one file with its line endings and comments kept."""
    code = f"{PRELUDE}    save(save()).x  # 서울\n    return y\n".replace("\n", "\r\n")
    after = fix(lint_files(files(code)), all_rules())
    assert after.files[0].text == code.replace("save(save())", "(await save(await save()))")
    assert after.findings == ()


def test_nothing_to_fix_leaves_the_files() -> None:
    """Files without a fix are the same objects."""
    linted = lint_files(files("x = 1\n"))
    assert fixed(linted.files, linted.findings)[0] is linted.files[0]


@given(
    st.lists(
        st.sampled_from(["save()", "x = save().y", "if save(): pass", "print(save(1), save(2))", "y += 1"]), max_size=6
    )
)
def test_fixing_twice_changes_nothing(lines: list[str]) -> None:
    """What has been fixed has nothing left to fix, and only awaits were added."""
    code = PRELUDE + "".join(f"    {line}\n" for line in ["pass", *lines])
    once = fix(lint_files(files(code)), all_rules())
    assert once.findings == ()
    assert fix(once, all_rules()).files == once.files
    assert once.files[0].text.replace("(await save()).y", "save().y").replace("await ", "") == code
