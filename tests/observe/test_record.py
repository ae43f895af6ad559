import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from aiolift.errors import ObservationError
from aiolift.observe.record import Load, Observed, Place, read

LOAD: dict[str, Any] = {
    "class": "app.models.Plan",
    "attribute": "spots",
    "kind": "lazy",
    "inside": None,
    "site": {"file": "app/service.py", "line": 3, "function": "find"},
    "caller": None,
    "origin": {"file": "app/service.py", "line": 2, "function": "find", "how": "get"},
    "path": [],
    "created": False,
    "expired_by": None,
    "count": 2,
}
RECORD = {"format": "aiolift-observed", "version": 1, "sqlalchemy": ["2.0.1"], "problems": [], "loads": [LOAD]}


def written(path: Path, content: object) -> Path:
    """Return the file at `path` with `content` as JSON, or as it is where it is text."""
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_read(tmp_path: Path) -> None:
    """A record becomes frozen facts."""
    name = PurePosixPath("app/service.py")
    site, origin = Place(name, 3, "find"), Place(name, 2, "find", "get")
    load = Load("app.models.Plan", "spots", "lazy", None, site, None, origin, (), False, None, 2)
    assert read(written(tmp_path / "record.json", RECORD)) == Observed((load,), ("2.0.1",), ())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "is not JSON: .*run `aiolift observe -- pytest` again"),
        ("\x00", "is not JSON"),
        ([], "is not a record of `aiolift observe`"),
        ({"format": "other"}, "is not a record of `aiolift observe`"),
        ({**RECORD, "version": 2}, "has version 2, and this aiolift reads 1"),
        ({**RECORD, "loads": [{**LOAD, "kind": "eager"}]}, "is damaged .*kind 'eager'"),
        ({**RECORD, "loads": [{**LOAD, "count": "many"}]}, "is damaged"),
        ({**RECORD, "loads": [{**LOAD, "site": {"file": "a.py"}}]}, "is damaged .*line"),
        ({**RECORD, "loads": [{**LOAD, "site": "a.py:3"}]}, "is damaged"),
        ({**RECORD, "loads": ["spots"]}, "is damaged"),
        ({**RECORD, "loads": None}, "is damaged"),
        ({"format": "aiolift-observed", "version": 1}, "is damaged .*loads"),
    ],
)
def test_what_is_no_record(tmp_path: Path, content: object, message: str) -> None:
    """Each kind of bad input is one error, which names the file and the fix."""
    with pytest.raises(ObservationError, match=f"record.json: {message}"):
        read(written(tmp_path / "record.json", content))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """The error says how to make one."""
    with pytest.raises(ObservationError, match="record.json: cannot be read: No such file.*aiolift observe"):
        read(tmp_path / "record.json")
