"""What is asked of a program and its values."""

from __future__ import annotations

from tests.program.code import model_of


def test_naming() -> None:
    """Calls are found by one of several names, or by what a name is like, each once and in the order of the text."""
    model = model_of("import json, os\nos.getcwd()\njson.loads('1')\n(json.loads if x else os.getcwd)()\nprint()\n")
    assert [site.node.lineno for site in model.naming({"os.getcwd", "json.loads"})] == [2, 3, 4]
    assert [site.node.lineno for site in model.naming(lambda name: name.startswith("json."))] == [3, 4]
