"""Objects that are iterated over."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aiolift.analysis.awaiting.iterated import iterated
from aiolift.analysis.model import Model
from aiolift.program import text
from aiolift.program.program import Program

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
class Feed:
    def __iter__(self):
        yield 1

class News(Feed):
    pass

class Numbers:
    def __iter__(self):
        return iter([1])

def read():
    feed = News()
    for one in feed:
        print(feed)
    return list(feed), len(feed), [two for two in Feed()], list(Numbers())
"""


def test_loops_and_builtins_run_iter(tmp_path: Path) -> None:
    """A loop, a comprehension and `list` run the generator; `print`, `len` and an iterator of another kind do not."""
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    model = Model(Program([text.read(tmp_path / "app.py", PurePosixPath("app.py"), python=True)]))
    (module,) = model.program.modules
    found = iterated(model)
    assert [(module.file.line_of(module.start(node)), module.segment(node)) for node in found] == [
        (14, "feed"), (16, "feed"), (16, "Feed()"),
    ]  # fmt: skip
    assert {str(function) for functions in found.values() for function in functions} == {"app:Feed.__iter__"}
