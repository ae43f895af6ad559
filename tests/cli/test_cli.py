"""`aiolift` as a program."""

import os
import subprocess
import sys
from importlib.metadata import entry_points
from pathlib import Path

import pytest

from aiolift.cli import main
from tests.cli.command import Command


def test_entry_point() -> None:
    """Installing aiolift installs the command."""
    (command,) = entry_points(group="console_scripts", name="aiolift")
    assert command.value == "aiolift.cli:main"


@pytest.mark.parametrize("package", ["typer", "rich"])
def test_missing_package(package: str) -> None:
    """Without Typer or Rich, the command says what to install."""
    program = f"import sys; sys.modules[{package!r}] = None; from aiolift.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=os.environ, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"error: the command line needs {package}, not installed: pip install 'aiolift[tools]'\n"


def test_runtime_does_not_import_the_command_line() -> None:
    """A service that imports aiolift pays nothing for its tools."""
    program = (
        "import sys, aiolift; aiolift.Database; print({'typer', 'rich', 'alembic', 'aiolift.cli'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"


def test_a_defect_does_not_look_like_findings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An error that nobody foresaw ends with 2 and its traceback: 1 says that something was found."""
    monkeypatch.setattr("aiolift.cli.app.app", lambda: [][0])
    monkeypatch.setattr("sys.argv", ["aiolift"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert "IndexError" in written.err
    assert written.err.endswith("error: this is a defect of aiolift; please report it with the lines above\n")


def test_deep_code_is_studied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A chain of calls that is deeper than Python's own limit of frames is no defect."""
    (tmp_path / "app.py").write_text(f"from sqlalchemy import select\n\nfound = select(1){'.where(True)' * 400}\n")
    monkeypatch.setattr("aiolift.program.collector.stop", lambda: None)  # this process goes on
    monkeypatch.setattr("sys.argv", ["aiolift", "lint", str(tmp_path), "--no-cache", "--select", "AL101"])
    limit = sys.getrecursionlimit()
    try:
        with pytest.raises(SystemExit) as ended:
            main()
    finally:
        sys.setrecursionlimit(limit)
    assert ended.value.code == 0


def test_without_arguments(aiolift: Command) -> None:
    """The command without arguments shows its help."""
    assert "Usage: aiolift" in aiolift().stdout
