"""A folder with the texts that are open."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from aiolift.lsp.study import study

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = "def (\n"


def test_texts_count(tmp_path: Path) -> None:
    """What is open counts instead of the file, whether there is one or not; what lies elsewhere does not count."""
    (tmp_path / "kept.py").write_text(BROKEN)
    (tmp_path / "opened.py").write_text(BROKEN)
    (tmp_path / "notes.txt").write_text(BROKEN)
    texts = {tmp_path / "opened.py": "VALUE = 1\n", tmp_path / "new.py": BROKEN, tmp_path.parent / "other.py": BROKEN}
    found = study(tmp_path, texts)
    assert [(one.place.name.name, one.code) for one in found.linted.findings] == [
        ("kept.py", "AL001"),
        ("new.py", "AL001"),
    ]
    file = found.file(tmp_path / "opened.py")
    assert file is not None
    assert (file.text, found.findings(file)) == ("VALUE = 1\n", [])
    assert found.file(tmp_path / "notes.txt") is None


def test_settings(tmp_path: Path) -> None:
    """``[tool.aiolift]`` leaves out files and codes, of open texts too."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.aiolift]\nexclude = ["made.py"]\nper-file-ignores = {"b.py" = ["AL0"]}'
    )
    found = study(tmp_path, {tmp_path / name: BROKEN for name in ("a.py", "b.py", "made.py")})
    assert [one.place.name.name for one in found.linted.findings] == ["a.py"]
    assert found.file(tmp_path / "made.py") is None


def test_baseline(tmp_path: Path) -> None:
    """What the settings' baseline knows is not shown; one more of the same is."""
    (tmp_path / "pyproject.toml").write_text('[tool.aiolift]\nbaseline = "known.json"')
    known = {"version": 1, "findings": {"a.py": {"AL001": {BROKEN.strip(): 1}}}}
    (tmp_path / "known.json").write_text(json.dumps(known))
    found = study(tmp_path, {tmp_path / name: BROKEN for name in ("a.py", "b.py")})
    assert [one.place.name.name for one in found.linted.findings] == ["b.py"]
