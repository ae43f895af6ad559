"""INI files are read with the places of their values, as configparser reads them."""

import configparser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.migrate.configuration import ini
from aiolift.program.edits import apply
from tests.migrate.configuration.text_files import text_file

TEXT = """\
; a comment
[pytest]
addopts = -ra
    --strict-markers
# a comment = not a value
testpaths: tests

[other]
empty =
한국 = 값
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_values(newline: str) -> None:
    """Each value is found with its lines; sections end where their header's line ends."""
    file = text_file("tox.ini", TEXT.replace("\n", newline))
    found = {(value.section, value.key): file.text[value.start : value.end] for value in ini.values(file)}
    assert found == {
        ("pytest", "addopts"): f"-ra{newline}    --strict-markers",
        ("pytest", "testpaths"): "tests",
        ("other", "empty"): "",
        ("other", "한국"): "값",
    }
    assert {name: file.line_of(at) for name, at in ini.sections(file).items()} == {"pytest": 3, "other": 9}


_names = st.text("abcdef_", min_size=1, max_size=6)
_values = st.lists(
    st.text("abc =:#[]%.", min_size=1, max_size=8).map(str.strip).filter(lambda text: text and text[0] not in "#;=:"),
    max_size=3,
)


@given(st.dictionaries(_names, st.dictionaries(_names, _values, max_size=4), max_size=3))
def test_agrees_with_configparser(content: dict[str, dict[str, list[str]]]) -> None:
    """Sections, keys and values are those that configparser reads."""
    text = "".join(
        f"[{section}]\n" + "".join(f"{key} = " + "\n  ".join(lines) + "\n" for key, lines in keys.items())
        for section, keys in content.items()
    )
    parser = configparser.ConfigParser(interpolation=None)
    parser.read_string(text)
    file = text_file("a.ini", text)
    found = {(value.section, value.key): file.text[value.start : value.end] for value in ini.values(file)}
    assert {place: "\n".join(line.strip() for line in text.splitlines()) for place, text in found.items()} == {
        (section, key): parser[section][key] for section in parser.sections() for key in parser[section]
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("[a]\n", "[a]\nx = 1\n"),
        ("[a]", "[a]\nx = 1\n"),
        ("[a]\nx=0\n", "[a]\nx=1\n"),
        ("[a]\nx =\n  0\n  2\ny = 3\n", "[a]\nx =1\ny = 3\n"),
        ("[b]\nx = 0\n[a]\ny = 1\n", "[b]\nx = 0\n[a]\ny = 1\nx = 1\n"),
        ("[a]\nx = 1\n", "[a]\nx = 1\n"),
    ],
)
def test_set_values(before: str, after: str) -> None:
    """A value changes in its place, and a new one stands behind the last one."""
    assert apply(before, ini.set_values(text_file("a.ini", before), "a", {"x": "1"}, "rule", "why")) == after
    assert not list(ini.set_values(text_file("a.ini", after), "a", {"x": "1"}, "rule", "why"))
