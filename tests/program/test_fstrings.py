"""Where f-strings and their fields are found."""

import pytest

from aiolift.program.fstrings import Field, Literal, MalformedError, groups


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('f"a {b} c"', ["a ", "b", " c"]),
        ('f"{{a}} {b}"', ["{a} ", "b"]),
        ("f'{a != b} {c == d} {e <= f}'", ["a != b", " ", "c == d", " ", "e <= f"]),
        ('f"{x!r} {y:>{width}} {z=}"', ["x", " ", "y", " ", "z"]),
        ('f"{d["k"]}{f"{inner}"}"', ['d["k"]', 'f"{inner}"']),
        ('f"{[i for i in {1, 2}]}"', ["[i for i in {1, 2}]"]),
        ('f"{(lambda x: x)(1):03d}"', ["(lambda x: x)(1)"]),
        (r'f"\N{BULLET} {a}\n"', ["• ", "a", "\n"]),
        (r'rf"\d{n}\{m}"', [r"\d", "n", "\\", "m"]),
        ('"한글" f"{a}"', ["한글", "a"]),
    ],
)
def test_parts(text: str, expected: list[str]) -> None:
    """Text between fields is unescaped; nested strings, brackets and operators do not end an expression."""
    (outer, *_) = sorted(groups(text), key=lambda group: group.start)
    found = [text[slice(*part.expression)] if isinstance(part, Field) else part.value for part in outer.parts]
    assert found == expected


def test_what_is_no_f_string() -> None:
    """Comments, plain strings and names that end in f are passed over."""
    assert groups("# f'{a'\nx = 'f\"{a}\"' if\"a\"else r'\\''\nhalf = b'{'\n") == []


def test_strings_that_are_one() -> None:
    """Strings side by side are one group, over lines only where a bracket is open."""
    text = '(f"{a}" # "x"\n "b")\nf"{c}"\n"d"\n'
    assert [text[group.start : group.end] for group in groups(text)] == ['f"{a}" # "x"\n "b"', 'f"{c}"']
    assert isinstance(groups(text)[0].parts[1], Literal)


@pytest.mark.parametrize("text", ['f"{a', 'f"{}"', 'f"a}"', "f'a\n'", 'f"{a!x}"', '"a'])
def test_what_is_not_python(text: str) -> None:
    """What does not end, or has an empty field, is left to the parser to report."""
    with pytest.raises(MalformedError):
        groups(text)
