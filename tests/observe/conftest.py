from pathlib import Path

import pytest

from tests.observe.project import Project


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """Return a small program, in whose directory the test stands."""
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path)
