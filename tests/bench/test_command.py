"""What the benchmarks that are run with ``python -m`` share."""

import shutil
from argparse import ArgumentParser, Namespace
from pathlib import Path

import pytest

from aiolift.bench import kept
from aiolift.bench.command import run
from aiolift.bench.seeding import SeedingResult
from tests.bench import examples


def test_nothing_is_measured_that_cannot_be_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that cannot be written is found before the measurement."""

    def measure(_given: Namespace) -> SeedingResult:
        raise AssertionError("measured")

    assert run(ArgumentParser(), ["--json", str(tmp_path / "missing" / "result.json")], measure, lambda _: []) == 2
    assert "the results cannot be kept in" in capsys.readouterr().err


def test_what_was_measured_is_shown_before_it_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder that goes away meanwhile costs the file, and not the page."""
    folder = tmp_path / "results"
    folder.mkdir()
    file = folder / "result.json"

    def measure(_given: Namespace) -> SeedingResult:
        if folder.exists() and file.exists():
            shutil.rmtree(folder)
        return examples.seeding()

    arguments = ["--json", str(file)]
    assert run(ArgumentParser(), arguments, measure, lambda _: ["the page"]) == 0
    assert kept.read(file) == examples.seeding()
    assert run(ArgumentParser(), arguments, measure, lambda _: ["the page"]) == 2
    output = capsys.readouterr()
    assert output.out == "the page\nthe page\n"
    assert "could not be written" in output.err
