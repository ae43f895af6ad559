"""scripts/compare-suites, run as a person runs it: two folders, one test command."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import UNUSED_PLUGINS

SCRIPT = Path(__file__).parent.parent / "scripts" / "compare-suites"
PYTEST = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:aiolift", *UNUSED_PLUGINS]


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Two empty folders, `before` and `after`, that pytest takes for two projects."""
    folders = (tmp_path / "before", tmp_path / "after")
    for folder in folders:
        folder.mkdir()
        (folder / "pytest.ini").write_text("[pytest]\n")
    return folders


def compare(
    sides: tuple[Path, Path], *options: str, command: list[str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the script over the two folders; what the suites print is kept beside them."""
    before, after = sides
    words = [*options, "--keep", str(before.parent / "printed"), str(before), str(after), "--", *(command or PYTEST)]
    return subprocess.run([sys.executable, str(SCRIPT), *words], capture_output=True, text=True, timeout=60)


def write(folder: Path, text: str) -> None:
    """Make this text the folder's only test module."""
    (folder / "test_it.py").write_text(text, encoding="utf-8")


def test_the_same_suite_twice_is_equal(sides: tuple[Path, Path]) -> None:
    """Two folders whose tests end alike, failures included, give exit code 0 and the same counts in both lines."""
    for side in sides:
        write(side, "def test_one(): pass\n\n\ndef test_two(): assert False\n")
    result = compare(sides)
    assert result.returncode == 0, result.stderr
    header, before, after = (line.split() for line in result.stdout.splitlines()[:3])
    assert header == ["collected", "passed", "failed", "errors", "skipped", "seconds"]
    assert before[:-1] == ["before", "2", "1", "1", "0", "0"]
    assert after[:-1] == ["after", "2", "1", "1", "0", "0"]


def test_a_test_that_newly_fails_is_named_with_its_reason(sides: tuple[Path, Path]) -> None:
    """A test that passed before and fails after is listed with the first line of its failure; the exit code is 1."""
    write(sides[0], "def test_plan(): pass\n")
    write(sides[1], "def test_plan(): raise RuntimeError('계획이 없다')\n")
    result = compare(sides)
    assert result.returncode == 1
    assert "newly failing (1):\n  test_it::test_plan  RuntimeError: 계획이 없다\n" in result.stdout


def test_an_error_in_a_teardown_counts_as_an_error(sides: tuple[Path, Path]) -> None:
    """A test that passes but whose fixture cannot be torn down is one test: an error."""
    fixture = "import pytest\n\n\n@pytest.fixture\ndef db():\n    yield\n    {}\n\n\ndef test_plan(db): pass\n"
    write(sides[0], fixture.format("pass"))
    write(sides[1], fixture.format("assert False"))
    result = compare(sides)
    assert result.returncode == 1
    assert result.stdout.splitlines()[2].split()[:-1] == ["after", "1", "0", "0", "1", "0"]


def test_tests_that_are_gone_or_skipped_are_a_difference(sides: tuple[Path, Path]) -> None:
    """A test that is no longer collected, or that is skipped now, counts as lost; a new test is only mentioned."""
    write(sides[0], "def test_gone(): pass\n\n\ndef test_skipped(): pass\n")
    write(sides[1], "import pytest\n\n\n@pytest.mark.skip\ndef test_skipped(): pass\n\n\ndef test_new(): pass\n")
    result = compare(sides)
    assert result.returncode == 1
    for title, name in (("newly skipped", "skipped"), ("missing after", "gone"), ("only after", "new")):
        assert f"{title} (1):\n  test_it::test_{name}\n" in result.stdout


def test_settings_reach_only_their_side(sides: tuple[Path, Path]) -> None:
    """--before-env and --after-env set a variable for one run: the async URL goes to the migrated code alone."""
    for side in sides:
        write(side, f"import os\n\n\ndef test_url(): assert os.environ['APP_URL'] == '{side.name}'\n")
    result = compare(sides, "--before-env", "APP_URL=before", "--after-env", "APP_URL=after")
    assert result.returncode == 0, result.stdout


def test_another_command_says_where_the_report_belongs(sides: tuple[Path, Path]) -> None:
    """A command that is not pytest itself gets the name of the report in place of {report}."""
    for side in sides:
        write(side, "def test_one(): pass\n")
    wrapper = [
        sys.executable,
        "-c",
        "import sys, pytest; pytest.main(['-q', '-p', 'no:aiolift', '--junitxml', sys.argv[1]])",
        "{report}",
    ]
    result = compare(sides, command=wrapper)
    assert result.returncode == 0, result.stderr


def test_a_suite_without_a_report_is_no_comparison(sides: tuple[Path, Path]) -> None:
    """A command that ends without a report, or that does not exist, gives exit code 2 and says in which folder."""
    ended = compare(sides, command=[sys.executable, "-c", "pass"])
    assert (ended.returncode, ended.stdout) == (2, "")
    assert f"the suite in {sides[0]} wrote no report" in ended.stderr
    unknown = compare(sides, command=["no-such-command"])
    assert unknown.returncode == 2
    assert f"cannot run no-such-command in {sides[0]}" in unknown.stderr


def test_a_suite_that_hangs_is_stopped(sides: tuple[Path, Path]) -> None:
    """A run that takes longer than --timeout is ended, and the folder is named."""
    result = compare(sides, "--timeout", "0.2", command=[sys.executable, "-c", "import time; time.sleep(30)"])
    assert result.returncode == 2
    assert f"stopped after 0 s in {sides[0]}" in result.stderr


def test_a_wrong_folder_or_setting_is_refused(sides: tuple[Path, Path], tmp_path: Path) -> None:
    """A folder that is not there, and a setting without a value, are said before anything runs."""
    missing = compare((sides[0], tmp_path / "nowhere"))
    assert missing.returncode == 2
    assert "nowhere is no folder" in missing.stderr
    setting = compare(sides, "--after-env", "APP_URL")
    assert setting.returncode == 2
    assert "'APP_URL' is not of the form NAME=VALUE" in setting.stderr
