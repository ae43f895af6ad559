import re
from pathlib import Path

import pytest

import aiolift
from aiolift.knowledge.markers import MARKERS, MarkerKind

each_kind = pytest.mark.parametrize("kind", MARKERS.values(), ids=lambda kind: kind.code)


def test_codes_are_in_order() -> None:
    """Codes stand in the order of their numbers, each once."""
    codes = [kind.code for kind in MARKERS.values()]
    assert codes == sorted(set(codes)) == list(MARKERS)


def test_names_are_distinct() -> None:
    """No two kinds have the same name."""
    assert len({kind.name for kind in MARKERS.values()}) == len(MARKERS)


def test_the_migration_leaves_each_code() -> None:
    """The codes that the migration's source names are the kinds: none is unknown, and none is dead."""
    sources = Path(aiolift.__file__).parent.joinpath("migrate").rglob("*.py")
    codes = {code for source in sources for code in re.findall(r'"(AL9\d\d)"', source.read_text("utf-8"))}
    assert codes == MARKERS.keys()


@each_kind
def test_each_kind_is_documented(kind: MarkerKind) -> None:
    """The reason is one whole sentence; the suggestion is a phrase that goes into a comment."""
    assert re.fullmatch(r"[A-Z`].+\.", kind.what)
    assert kind.suggestion[0].islower()
    assert not kind.suggestion.endswith(".")


@each_kind
def test_the_comment_fits_a_line(kind: MarkerKind) -> None:
    """The comment is one line of ASCII, so that it fits any encoding, and is no longer than a line of code."""
    assert kind.comment().startswith(f"# aiolift: {kind.code} ")
    assert kind.comment().isascii()
    assert "\n" not in kind.comment()
    assert len(kind.comment()) <= 116
