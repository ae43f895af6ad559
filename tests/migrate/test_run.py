"""One code base has one plan."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CASES = Path(__file__).parent / "cases"
#: Programs with twins, copies, markers, notes and unresolved calls.
SHOWN = ("class_dependencies", "len_and_contains_do_io", "library_callback_with_own_session")
SCRIPT = """\
import json, sys
from pathlib import Path
from rich.console import Console
from aiolift.migrate.run import migrate
from aiolift.report.plan_json import plan_json
from aiolift.report.summary import summary

junk = [object() for _ in range(int(sys.argv[1]))]  # so that what follows stands elsewhere in memory
for name in sys.argv[2:]:
    plan = migrate(Path(name))
    print(json.dumps(plan_json(plan), default=str))
    Console(file=sys.stdout, width=200).print(summary(plan))
    for change in plan.changes:
        print(change.name, change.after)
"""


def test_the_order_of_sets_changes_nothing() -> None:
    """Files, JSON and summary are the same, byte for byte, whatever the seed of Python's hashes and the addresses."""
    first, second = _run(seed="1", junk=0), _run(seed="2", junk=12_345)
    assert "AL903" in first
    assert "sync_engine" in first
    assert first == second


def _run(*, seed: str, junk: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(junk), *(str(CASES / name / "before") for name in SHOWN)],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return done.stdout
