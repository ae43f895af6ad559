"""Somebody's models are imported and found by name, or the command says why not."""

import json
from pathlib import Path

import pytest

from tests.cli.command import Command, Finished


def compare(aiolift: Command, module: str) -> Finished:
    """Run a command that needs the models of `module`."""
    return aiolift("db", "tables", "--models", module, url="sqlite:///x.db")


@pytest.mark.parametrize("module", ["travels.models", "travel.nothing"])
def test_no_such_module(aiolift: Command, module: str) -> None:
    """A module that does not exist is named, with the places that were searched."""
    done = compare(aiolift, module)
    assert done.code == 2
    missing = "travels" if module == "travels.models" else module
    assert (
        f"error: --models {module}: there is no module {missing} in {aiolift.cwd} or on the Python path" in done.stderr
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("\nimport nothing_like_this", "models.py:2: ModuleNotFoundError: No module named 'nothing_like_this'"),
        ("\n1 / 0", "models.py:2: ZeroDivisionError: division by zero"),
        ("\ndef f(:\n", "models.py:2: SyntaxError: invalid syntax"),
    ],
)
def test_module_that_fails(aiolift: Command, project: Path, source: str, message: str) -> None:
    """A module whose import fails is an error with its file, line and reason."""
    (project / "travel" / "models.py").write_text(source, encoding="utf-8")
    done = compare(aiolift, "travel.models")
    assert done.code == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_module_without_tables(aiolift: Command) -> None:
    """A module that defines no tables is a mistake, not an empty success."""
    done = compare(aiolift, "travel")
    assert done.code == 2
    assert "--models travel: it defines no tables" in done.stderr


def test_module_that_prints(aiolift: Command, project: Path) -> None:
    """What the models print while they are imported stays out of the JSON."""
    with (project / "travel" / "models.py").open("a", encoding="utf-8") as file:
        file.write("\nprint('hello from the models')\n")
    done = aiolift("db", "init", "--models", "travel.models", "--json", url="sqlite:///x.db")
    assert json.loads(done.stdout)["created"] == ["administrative_region", "member"]
    assert "hello from the models" in done.stderr


def test_models_from_the_environment(aiolift: Command) -> None:
    """AIOLIFT_MODELS stands for ``--models``."""
    assert aiolift("db", "init", url="sqlite:///x.db", AIOLIFT_MODELS="travel.models").code == 0
