"""The plan for programs."""

import json
from dataclasses import replace
from pathlib import Path, PurePosixPath

from aiolift.migrate.plan import Plan
from aiolift.program.change import FileChange
from aiolift.program.edits import Edit
from aiolift.report import plan_json as module
from aiolift.report.plan_json import plan_json


def test_shape(plan: Plan) -> None:
    """Everything in the plan is in the JSON, edits by line with what stood there before."""
    found = json.loads(json.dumps(plan_json(plan), default=str))
    assert (found["format"], found["driver"], found["complete"]) == (1, "asyncmy", False)
    assert found["root"] == str(Path("service").resolve())
    assert found["counts"] == plan.counts
    assert [(file["name"], file["action"]) for file in found["files"]] == [
        ("app/서비스.py", "change"),
        ("pytest.ini", "create"),
    ]
    assert found["files"][0]["edits"][1] == {
        "line": 3,
        "rule": "await-call",
        "why": "I/O",
        "before": "",
        "after": "await ",
    }
    assert found["markers"][0]["code"] == "AL901"
    assert {note["name"] for note in found["notes"]} == {None, "poetry.lock"}
    assert found["unresolved"][0]["call"] == "helper(db)"
    assert found["functions"]["app.main:create"]["callee"] == "app:save"
    assert found["functions"]["app:save"]["callee"] is None
    assert found["kept"]["app:tags"] == {
        "start": "app:Tag.__len__",
        "name": "app/서비스.py",
        "line": 9,
        "why": "Python does not await.",
    }


def test_documented(plan: Plan) -> None:
    """The documented shape has every key that is written."""
    assert module.__doc__ is not None
    for key in plan_json(plan):
        assert f'"{key}":' in module.__doc__


def test_lines_of_other_encodings(plan: Plan) -> None:
    """Offsets count characters of the file's own encoding, behind its mark."""
    before = "fastapi\r\npymysql\r\n"
    edit = Edit(9, 16, "asyncmy", "requirement")
    change = FileChange(PurePosixPath("requirements.txt"), before.encode("utf-16"), b"", (edit,))
    (file,) = plan_json(replace(plan, changes=(change,)))["files"]
    assert file["edits"][0] | {"why": ""} == {
        "line": 2,
        "rule": "requirement",
        "why": "",
        "before": "pymysql",
        "after": "asyncmy",
    }


def test_complete(plan: Plan) -> None:
    """Without markers the plan is complete."""
    assert plan_json(replace(plan, markers=()))["complete"] is True
