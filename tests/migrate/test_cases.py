"""The cases of the migration, each executed: see `case.py` for what stands in a case.

`AIOLIFT_UPDATE_CASES=1 pytest tests/migrate/test_cases.py -k golden` writes what the migration gives into `after/`.
"""

from __future__ import annotations

import os
from difflib import unified_diff
from pathlib import Path

import pytest

from tests.migrate.case import Case, all_cases, migrated, tree, write
from tests.migrate.suite import run_suite

CASES = all_cases()
UPDATE = bool(os.environ.get("AIOLIFT_UPDATE_CASES"))

each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@each_case
def test_golden(case: Case) -> None:
    """Migrating `before` gives `after`, file by file and byte by byte, with the markers that are expected."""
    plan = case.migrate(case.before)
    result = migrated(case.before, plan)
    if UPDATE:
        write(case.after, result)
    _same(tree(case.after), result)
    assert [marker.code for marker in sorted(plan.markers)] == list(case.markers)


@each_case
def test_migrating_again_changes_nothing(case: Case) -> None:
    """What is async already stays as it is."""
    _same(tree(case.after), migrated(case.after, case.migrate(case.after)))


@each_case
def test_suites(case: Case, tmp_path: Path) -> None:
    """The suite passes on the sync code and, with as many tests and every coroutine awaited, on the async code."""
    before = run_suite(case.before, tmp_path / "before")
    assert before.exit_code == 0, before.output
    after = run_suite(case.after, tmp_path / "after")
    assert after.exit_code == 0, after.output
    assert (len(after.collected), len(after.passed)) == (len(before.collected), len(before.passed))


def _same(expected: dict[str, bytes], result: dict[str, bytes]) -> None:
    parts: list[str] = []
    for name in sorted(expected.keys() | result.keys()):
        old, new = expected.get(name), result.get(name)
        if old != new:
            sides = [(side or b"").decode("utf-8", errors="backslashreplace").splitlines() for side in (old, new)]
            here = [f"expected/{name}", f"result/{name}"]
            parts += list(unified_diff(*sides, *here, lineterm="")) or [f"{name}: line endings or presence differ"]
    if parts:
        pytest.fail("\n".join(parts), pytrace=False)  # the whole diff, which an assertion would cut off
