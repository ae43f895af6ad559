"""Newer syntax is parsed on an older Python, with every name in its place."""

import ast
import tokenize
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.errors import UnparsableFileError
from aiolift.program.source import Module
from aiolift.program.text import TextFile


def module(text: str) -> Module:
    """Return the module of a text."""
    return Module(TextFile(Path("m.py"), PurePosixPath("m.py"), text), "m", is_package=False)


def names(text: str) -> list[str]:
    """Return the text at each name's position, which has to be the name."""
    parsed = module(text)
    found = [node for node in ast.walk(parsed.tree) if isinstance(node, ast.Name)]
    assert [parsed.segment(node) for node in found] == [node.id for node in found]
    return sorted(node.id for node in found)


NEWER = {
    "def first[T](x: list[T]) -> T:\n    return x[0]\n": ["T", "T", "list", "x"],
    "def first[\n    T: int = str,\n    *Ts,\n](x) -> None:\n    return x\n": ["x"],
    "class Box[T](Base[T]):\n    item: T\n": ["Base", "T", "T", "item"],
    "async def f[**P](x): await x\n": ["x"],
    "type Alias = int | None\nprint(Alias)\n": ["Alias", "Alias", "int", "print"],
    "if x:\n    type Pair[T] = tuple[T, T]\n": ["Pair", "T", "T", "tuple", "x"],
    "type = 3\nprint(type)\ntype(x)\n": ["print", "type", "type", "type", "x"],
    "try:\n    a\nexcept A, m.B:\n    b\nexcept (C, D): c\n": [
        "A",
        "C",
        "D",
        "a",
        "b",
        "c",
        "m",
    ],
    'f"{a["x"]} {b[\'y\']}"\n': ["a", "b"],
    "f'{\n    a\n    + b  # why\n}'\n": ["a", "b"],
    'x = f"{"\\n".join(rows)}"\n': ["rows", "x"],
    'f"{f"{f"{deep}"}"}"\n': ["deep"],
    'f"{a:{b}.{c}}" "text" f\'{d!r:>{e}}\'\n': ["a", "b", "c", "d", "e"],
    'f"{a, b}{c}" f"{d}{e, f}"\n': ["a", "b", "c", "d", "e", "f"],
    'print(f"한글 {이름} {b}", f"{c=}")\r\nprint(d)\r\n': ["b", "c", "d", "print", "print", "이름"],
    '(f"{a}"  # "no"\n "text"\n f"""{b}\n{c}""").upper()\n': ["a", "b", "c"],
}


@pytest.mark.parametrize("text", NEWER)
def test_every_name_stands_where_it_stood(text: str) -> None:
    """The text at a name's position is the name, and no name outside of type parameters is lost."""
    assert names(text) == NEWER[text]


def test_f_strings_have_the_form_of_the_newest_python() -> None:
    """An f-string is a JoinedStr with the same parts as `ast` of Python 3.12 gives."""
    text = 'x = "a{" f"b{{ {c!r:>{d}}{e=} \\n" "f"\n'
    expected = (
        "JoinedStr(values=[Constant(value='a{b{ '), "
        "FormattedValue(value=Name(id='c', ctx=Load()), conversion=114, "
        "format_spec=JoinedStr(values=[Constant(value='>'), "
        "FormattedValue(value=Name(id='d', ctx=Load()), conversion=-1)])), "
        "Constant(value='e='), FormattedValue(value=Name(id='e', ctx=Load()), conversion=114), "
        "Constant(value=' \\nf')])"
    )
    (statement,) = module(text).tree.body
    assert isinstance(statement, ast.Assign)
    assert ast.dump(statement.value) == expected


def test_the_statements_of_newer_syntax() -> None:
    """An alias is one assignment that starts at `type`; handlers without parentheses are a tuple."""
    parsed = module("type A = int\ntry:\n    a\nexcept B, C:\n    pass\n")
    alias, guarded = parsed.tree.body
    assert isinstance(alias, ast.Assign)
    assert parsed.segment(alias) == "type A = int"
    assert isinstance(guarded, ast.Try)
    assert isinstance(guarded.handlers[0].type, ast.Tuple)
    assert parsed.segment(guarded.handlers[0].type) == "B, C"


def test_an_f_string_is_one_token() -> None:
    """Tokens have the same form on every Python: a string, whose text is the file's own."""
    text = 'x = f"{a["k"]}", f\'{\n  b}\', rf"""{c}\n"""\n'
    strings = [token.text for token in module(text).tokens if token.type == tokenize.STRING]
    assert strings == ['f"{a["k"]}"', "f'{\n  b}'", 'rf"""{c}\n"""']


@pytest.mark.parametrize("text", ["def f(:\n", "x = f'{a'\n", "type = = 3\n", 'f"{}"\n'])
def test_what_is_wrong_on_every_python(text: str) -> None:
    """What no Python parses is a coded error with the line of the text itself."""
    with pytest.raises(UnparsableFileError, match=r"m\.py:1: "):
        module(text)


EXPRESSIONS = st.sampled_from([
    "a", "b.c", "d['k']", 'e["k"]', "f(g)", "(h + i)", "[j for j in k]", "(lambda l: l)(m)", "{n: o}[p]", "q != r",
    "가.나", "s if t else u", "x[1:2]", "(y := z)", "not v", "w == 'ü'", "aa(bb, cc=dd)", "*ee, ff", "f'{gg}'",
    'f"{hh!r:>{ii}}"',
])  # fmt: skip
LITERALS = st.sampled_from(["", " ", "텍스트 ", "{{", "}}", "\\n", "ü:", "!", "=", "#", "\\N{BULLET}"])
ENDS = st.sampled_from(["", "!r", ":>5", ":{width}", "=", "!s:{w}.{x}"])


@st.composite
def f_strings(draw: st.DrawFn) -> str:
    """Draw an f-string in any quotes, with text and fields in any order."""
    quote = draw(st.sampled_from(['"', "'", '"""', "'''"]))
    body = draw(LITERALS)
    for expression, end, literal in draw(st.lists(st.tuples(EXPRESSIONS, ENDS, LITERALS), max_size=4)):
        space = " " if expression.startswith("{") else ""
        body += f"{{{space}{expression}{end}}}{literal}"
    return f"f{quote}{body} {quote}"


@given(
    st.lists(f_strings(), min_size=1, max_size=3),
    st.sampled_from(["x = {}", "def f():\n    return g(1, {})", "y = (\n  {}\n)"]),
)
def test_the_text_of_an_expression_parses_to_it(strings: list[str], around: str) -> None:
    """For every expression inside of f-strings, the text at its position is that expression."""
    parsed = module(around.format(" ".join(strings)) + "\n")
    for outer in ast.walk(parsed.tree):
        if isinstance(outer, ast.FormattedValue):
            for node in _expressions(outer.value):
                text = parsed.segment(node)
                (again,) = module(f"({text}\n)\n").tree.body
                assert isinstance(again, ast.Expr)
                assert ast.dump(again.value) == ast.dump(node)


def _expressions(node: ast.expr) -> Iterator[ast.expr]:
    """Yield an expression and those inside of it that can stand alone; what f-strings hold has its own turn."""
    yield node
    if not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            can_stand_alone = not isinstance(child, ast.Starred | ast.Slice)
            if (
                isinstance(child, ast.expr)
                and can_stand_alone
                and isinstance(getattr(child, "ctx", ast.Load()), ast.Load)
            ):
                yield from _expressions(child)
