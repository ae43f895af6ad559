"""What the attributes of values are."""

from __future__ import annotations

import pytest

from tests.program.code import values_of


def test_a_base_reads_what_a_subclass_has() -> None:
    """An attribute that a base does not have is looked for in its subclasses."""
    source = "class A:\n    def f(self): return self.session\nclass B(A):\n    session = 1\n"
    assert values_of(source, "self.session") == {"builtins.int()"}


def test_an_attribute_of_an_external_class() -> None:
    """What an external base may define is known by the base's name."""
    source = "import lib\nclass A(lib.Base): pass\nresult = A().thing\nresult"
    assert values_of(source, "result") == {"external lib.Base.thing"}


METACLASS = """
class Base: ...
class Meta(type):
    @property
    def found(cls): return Base()
    @property
    def promised(cls) -> "Base": ...
    def make(cls, given): return given
    def own(cls): return cls.shared
class Current(metaclass=Meta):
    shared = 1
class Below(Current): ...
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("Current.found", {"Base()"}),
        ("Below.promised", {"Base()"}),
        ("Current.make(Base())", {"Base()"}),
        ("Current.own()", {"builtins.int()"}),
        ("Current().found", set()),
    ],
)
def test_a_class_reads_its_metaclass(expression: str, expected: set[str]) -> None:
    """A class has the properties and methods of its metaclass, which its instances do not have."""
    assert values_of(f"{METACLASS}\nresult = {expression}\nresult", "result") == expected
