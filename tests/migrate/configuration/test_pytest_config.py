"""pytest's options are set in the file that governs the tests."""

from pathlib import PurePosixPath

import pytest

from aiolift.migrate.configuration.event_loop import OPTIONS
from aiolift.migrate.configuration.pytest_config import configured, is_test, places
from tests.migrate.configuration.text_files import text_file

INI = "asyncio_mode = auto\nasyncio_default_fixture_loop_scope = session\nasyncio_default_test_loop_scope = session\n"
SCOPES = INI.partition("\n")[2]
TOML = INI.replace("= ", '= "').replace("\n", '"\n')


TOML_SCOPES = TOML.partition("\n")[2]


def found_places(tests: list[str], files: dict[str, str]) -> list[str]:
    """The names of the places."""
    known = {PurePosixPath(name): text_file(name, text) for name, text in files.items()}
    return [str(place) for place in places([PurePosixPath(test) for test in tests], known)]


@pytest.mark.parametrize(
    ("tests", "files", "found"),
    [
        ([], {"pytest.ini": ""}, []),
        (["tests/test_a.py"], {}, ["pytest.ini"]),
        (["tests/test_a.py"], {"pytest.ini": "", "tox.ini": "[pytest]"}, ["pytest.ini"]),
        (["tests/test_a.py"], {"tox.ini": "[pytest]\n", "pyproject.toml": ""}, ["tox.ini"]),
        (["tests/test_a.py"], {"tox.ini": "[tox]\n", "setup.cfg": "[tool:pytest]"}, ["setup.cfg"]),
        (
            ["tests/test_a.py"],
            {"pyproject.toml": "[tool.pytest.ini_options]", "setup.cfg": "[tool:pytest]"},
            ["pyproject.toml"],
        ),
        (["tests/test_a.py"], {"pyproject.toml": "[tool.ruff]", "tests/pytest.ini": ""}, ["tests/pytest.ini"]),
        (["tests/test_a.py"], {"pyproject.toml": "[tool.ruff]", "setup.cfg": "[metadata]"}, ["pyproject.toml"]),
        (["api/tests/unit/test_a.py", "api/conftest.py"], {"api/requirements.txt": ""}, ["api/pytest.ini"]),
        (
            ["a/test_a.py", "b/test_b.py"],
            {"a/pyproject.toml": "", "b/pytest.ini": ""},
            ["a/pyproject.toml", "b/pytest.ini"],
        ),
        (["a/test_a.py", "b/test_b.py"], {"pytest.ini": ""}, ["pytest.ini"]),
        (["test_a.py"], {"pyproject.toml": "[tool.pytest]\n"}, ["pyproject.toml"]),
        (["test_a.py"], {"pytest.toml": "[pytest]\n", "pytest.ini": ""}, ["pytest.toml"]),
    ],
)
def test_places(tests: list[str], files: dict[str, str], found: list[str]) -> None:
    """pytest's own order decides; where nothing governs, the options stand beside the project's own files."""
    assert found_places(tests, files) == found


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("pytest.ini", "", f"[pytest]\n{INI}"),
        ("pytest.ini", "[pytest]\ntestpaths = t\n", f"[pytest]\ntestpaths = t\n{INI}"),
        ("pytest.ini", "[pytest]\nasyncio_mode=strict\n", f"[pytest]\nasyncio_mode=auto\n{SCOPES}"),
        ("setup.cfg", "[metadata]\nname = a\n\n[tool:pytest]\n", f"[metadata]\nname = a\n\n[tool:pytest]\n{INI}"),
        ("tox.ini", "[tox]\n\n[pytest]\n# 예\naddopts = -q", f"[tox]\n\n[pytest]\n# 예\naddopts = -q\n{INI}"),
        ("pyproject.toml", "", f"[tool.pytest.ini_options]\n{TOML}"),
        ("pyproject.toml", "[project]\nname = 'a'", f"[project]\nname = 'a'\n\n[tool.pytest.ini_options]\n{TOML}"),
        (
            "pyproject.toml",
            "[tool.pytest.ini_options]\nasyncio_mode = 'strict' # why\n\n[tool.ruff]\nx = 1\n",
            f'[tool.pytest.ini_options]\nasyncio_mode = "auto" # why\n{TOML_SCOPES}\n[tool.ruff]\nx = 1\n',
        ),
        ("pyproject.toml", "[tool.pytest]\naddopts = ['-q']\n", f"[tool.pytest]\naddopts = ['-q']\n{TOML}"),
        ("pytest.toml", "[pytest]\n", f"[pytest]\n{TOML}"),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_configured(name: str, before: str, after: str, newline: str) -> None:
    """Options are set or added, all else stays, and a second time changes nothing."""
    if "\n" not in before:  # a file of one line has no line ending of its own
        newline = "\n"
    before, after = before.replace("\n", newline), after.replace("\n", newline)
    assert configured(text_file(name, before), OPTIONS) == after
    assert configured(text_file(name, after), OPTIONS) == after


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("tests/test_a.py", True),
        ("a_test.py", True),
        ("conftest.py", True),
        ("testing.py", False),
        ("test_a.txt", False),
    ],
)
def test_is_test(name: str, found: bool) -> None:
    """pytest's own patterns say what a test is."""
    assert is_test(PurePosixPath(name)) is found
