"""Which files beside the modules are read."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from aiolift.lint.beside import is_read


@pytest.mark.parametrize(
    "name",
    ["a.py", "requirements.txt", "requirements/dev.in", "pyproject.toml", "pytest.ini", "Dockerfile", "api.Dockerfile",
     "docker-compose.prod.yml", "compose.yaml", "Procfile", "scripts/start.sh"],
)  # fmt: skip
def test_read(name: str) -> None:
    """Modules, requirements, pytest's settings and start commands are read."""
    assert is_read(PurePosixPath(name))


@pytest.mark.parametrize("name", ["spots.csv", "README.md", "package.json", "constraints.txt", ".env", "notes.txt"])
def test_not_read(name: str) -> None:
    """Data, documents and secrets are not."""
    assert not is_read(PurePosixPath(name))
