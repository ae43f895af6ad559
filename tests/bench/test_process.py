"""Commands that are measured."""

from __future__ import annotations

import sys

import pytest

from aiolift.bench.process import run
from aiolift.errors import BenchError


def test_a_run_has_its_output_and_what_it_took() -> None:
    """Seconds, processor time, memory and stdout are those of the command, which sees the given environment."""
    ran = run([sys.executable, "-c", "import os; print(os.environ['GIVEN'])"], {"GIVEN": "하나", "PYTHONUTF8": "1"})
    assert ran.output == "하나\n"
    assert ran.seconds > 0
    assert ran.cpu > 0
    assert ran.memory > 1


def test_a_command_that_fails_is_no_measurement() -> None:
    """Another exit code than those expected is an error that names it."""
    with pytest.raises(BenchError, match="exit code 3"):
        run([sys.executable, "-c", "raise SystemExit(3)"], {})
