"""The settings that govern async tests."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.testing.pytest_settings import PytestSettings, settings_for
from aiolift.program.text import TextFile


def settings(**files: str) -> PytestSettings:
    """Return what governs `app/tests/test_spots.py`; a file's name has `__` for `/` and `_dot_` for `.`."""
    texts = []
    for name, text in files.items():
        path = name.replace("__", "/").replace("_dot_", ".")
        texts.append(TextFile(Path(path), PurePosixPath(path), text))
    return settings_for(PurePosixPath("app/tests/test_spots.py"), texts)


INI = "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = session\n"


@pytest.mark.parametrize(
    "files",
    [
        {"pytest_dot_ini": INI},
        {"app__tox_dot_ini": INI},
        {"app__tests__setup_dot_cfg": INI.replace("[pytest]", "[tool:pytest]")},
        {
            "pyproject_dot_toml": (
                '[tool.pytest.ini_options]\nasyncio_mode = "auto"\nasyncio_default_fixture_loop_scope = "session"\n'
            )
        },
        {
            "pyproject_dot_toml": (
                '[tool.pytest.ini_options]\naddopts = "--asyncio-mode=auto"\n'
                'asyncio_default_fixture_loop_scope = "session"\n'
            )
        },
    ],
)
def test_each_place_of_settings(files: dict[str, str]) -> None:
    """The settings are read from each of pytest's files, in each folder above the test."""
    assert settings(**files) == PytestSettings(mode="auto", fixture_scope="session", test_scope="function")


def test_the_nearest_file_governs_alone() -> None:
    """An empty pytest.ini governs, as pytest has it; a pyproject.toml without pytest's table does not."""
    assert settings(pytest_dot_ini=INI, app__pytest_dot_ini="").mode == "strict"
    assert settings(pytest_dot_ini=INI, app__pyproject_dot_toml="[project]\nname = 'x'\n").mode == "auto"


def test_defaults_and_files_that_cannot_be_read() -> None:
    """Nothing, and a file that is no TOML or INI, leave pytest-asyncio's defaults."""
    assert settings() == settings(pyproject_dot_toml="[[[") == settings(tox_dot_ini="= ]") == PytestSettings()


def test_a_template_of_a_toml_file() -> None:
    """What the lines of a pyproject.toml say is read where the rest of it is filled in later."""
    template = '[tool.pytest.ini_options]\nanyio_mode = "auto"\nenv = [\n{%- if orm %}\n"X=1",\n{%- endif %}\n]\n'
    assert settings(app__pyproject_dot_toml=template) == PytestSettings(anyio_mode="auto")
    assert settings(pyproject_dot_toml='[tool.pytest]\naddopts = "--anyio-mode=auto"\n').anyio_mode == "auto"
