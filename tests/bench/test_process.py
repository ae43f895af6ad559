"""Commands that are measured."""

from __future__ import annotations

import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from aiolift.bench import process
from aiolift.bench.process import compiled, run
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


def test_compiled_as_installed() -> None:
    """Every module has its bytecode, whatever the environment says of writing it."""
    compiled()
    package = Path(process.__file__).parent
    assert all(Path(cache_from_source(str(module))).exists() for module in package.glob("*.py"))
