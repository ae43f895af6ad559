"""Where properties are read."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from aiolift.analysis.model import Model
from aiolift.program import text
from aiolift.program.program import Program

if TYPE_CHECKING:
    from pathlib import Path

CODE = """\
class Base:
    @property
    def size(self):
        return 1

    @property
    def name(self):
        return ""

class Box(Base):
    pass

def read(unknown):
    box = Box()
    box.label = 1
    del box.name
    return box.size, unknown.size

class Parcel:
    def __init__(self, size, match):
        self.size = size
        self.weight = match.name(1)
"""


def test_reads_are_told_from_what_is_not_known(tmp_path: Path) -> None:
    """A read through an heir belongs to the base's property; of an unknown object only the name is known."""
    (tmp_path / "app.py").write_text(CODE, encoding="utf-8")
    model = Model(Program([text.read(tmp_path / "app.py", PurePosixPath("app.py"), python=True)]))
    found = model.properties
    size = next(function for function in model.program.functions if function.name == "size")
    ((module, node),) = found.reads[size]
    assert module.segment(node) == "box.size"
    assert found.read_at(node) == [size]
    assert found.unknown == {"size"}
    assert found.called == {"name"}
    assert found.changed == {"name"}


def test_an_attribute_of_another_class_is_no_property(tmp_path: Path) -> None:
    """What a class sets that has no such property, or what is called, changes and reads none."""
    code = CODE.replace("    del box.name\n", "").replace("unknown.size", "1")
    (tmp_path / "app.py").write_text(code, encoding="utf-8")
    found = Model(Program([text.read(tmp_path / "app.py", PurePosixPath("app.py"), python=True)])).properties
    assert (found.unknown, found.changed) == (set(), set())
