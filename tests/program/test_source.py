"""Where nodes stand in a text, in characters, whatever the text is made of."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aiolift.errors import UnparsableFileError
from aiolift.program import text
from aiolift.program.source import Module
from tests.program.code import module_of, node_of

LINES = [
    "x = 1",
    "이름 = '한글 값'",
    "if x:\n\ty = (x +\n\t     2)",
    "def f(a, b=['é', '日本'], *c):\n    return g(a)[b].d  # 끝",
    "s = '''여러\n줄''' + \"\\\n\"",
    "async def h():\n    async with a as b, c:\n        return [await i for i in b]",
    "@wraps(f)\nclass C(B):\n    '''글'''\n    z: int = 3",
    "t = f(가=1, **{'나': 2})",
]
texts = st.lists(st.sampled_from(LINES), min_size=1, max_size=6)
newlines = st.sampled_from(["\n", "\r\n", "\r"])


@given(texts, newlines, st.booleans())
def test_every_segment_parses_back(lines: list[str], newline: str, mark: bool) -> None:
    """Any expression, cut out of its file, parses back: Korean, tabs, CRLF, byte-order mark."""
    source = "\n".join(lines).replace("\n", newline) + newline
    file = text.decode(("\ufeff" if mark else "").encode() + source.encode(), Path("a.py"), PurePosixPath("a.py"))
    module = Module(file, "a", is_package=False)
    for node in module.parents:
        if isinstance(node, ast.expr) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
            again = ast.parse(f"({module.segment(node)}\n)", mode="eval").body
            assert ast.dump(again) == ast.dump(node)


@given(texts, newlines)
def test_tokens_lie_where_their_text_is(lines: list[str], newline: str) -> None:
    """A token's offsets give its text."""
    module = module_of("\n".join(lines).replace("\n", newline) + newline)
    for token in module.tokens:
        if token.text.strip():
            assert module.text[token.start : token.end].replace("\r\n", "\n") == token.text.replace("\r\n", "\n")


@given(texts, newlines)
def test_tokens_between_are_those_of_the_whole_file(lines: list[str], newline: str) -> None:
    """What is read of a file's piece is what all of it has there, and so is what stands before and behind."""
    source = "\n".join(lines).replace("\n", newline) + newline
    module, whole = module_of(source), [token for token in module_of(source).tokens if token.text.strip()]
    for node in module.parents:
        if isinstance(node, ast.expr | ast.stmt):
            start, end = module.start(node), module.end(node)
            inside = [token for token in module.between(start, end) if token.text.strip()]
            assert inside == [token for token in whole if start <= token.start and token.end <= end]
            before = [token for token in module.before(start) if token.text.strip()]
            assert before == [token for token in whole if token.end <= start][len(before) * -1 or len(whole) :]
            behind = [token for token in module.behind(end) if token.text.strip()]
            assert behind == [token for token in whole if token.start >= end][: len(behind)]


def test_a_piece_that_is_continued_is_read_with_the_whole_file() -> None:
    """A line that a backslash continues into the next statement's is no end of a piece."""
    module = module_of("a = 1; \\\nb = f(2)\n")
    assert [token.text for token in module.behind(module.end(node_of(module, "1")))][:4] == [";", "b", "=", "f"]


def test_between() -> None:
    """Only tokens that lie wholly between two offsets are given; comments are none."""
    module = module_of("call(a,  # 첫째\n     b)\n")
    call = node_of(module, "call(a,  # 첫째\n     b)")
    assert isinstance(call, ast.Call)
    assert [token.text for token in module.between(module.end(call.args[0]), module.end(call))] == [",", "b", ")"]


@pytest.mark.parametrize("quote", ['"', '"""'])
def test_between_in_an_f_string(quote: str) -> None:
    """Within a field of an f-string its tokens are given, at their offsets, though the f-string is one token."""
    module = module_of(f"x = f{quote}값: {{', '.join(str(n) for n in f(y))!r:>8}} 끝{quote}\n")
    (node,) = module.nodes(ast.GeneratorExp)
    tokens = module.between(module.start(node), module.end(node))
    assert [token.text for token in tokens] == ["(", "str", "(", "n", ")", "for", "n", "in", "f", "(", "y", ")", ")"]
    assert all(module.text[token.start : token.end] == token.text for token in tokens)


def test_statement_and_indent() -> None:
    """An expression's statement is the innermost one; its indentation is the white space of its line."""
    module = module_of("def f():\n\tif x:\n\t\treturn g(1)\n")
    node = node_of(module, "1")
    assert isinstance(module.statement(node), ast.Return)
    assert module.indent(node) == "\t\t"


def test_statement_of_a_module() -> None:
    """What stands in no statement has none."""
    module = module_of("x = 1\n")
    with pytest.raises(LookupError):
        module.statement(module.tree)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("if a:\n    x = 1\nelse:\n    y = 2\n    z = 3\n", ["y", "z"]),
        ("try:\n    x = 1\nexcept E:\n    y = 2\n", ["y"]),
        ("try:\n    x = 1\nfinally:\n    y = 2\n", ["y"]),
        ("match a:\n    case 1:\n        y = 2\n", ["y"]),
    ],
)
def test_siblings(source: str, wanted: list[str]) -> None:
    """The block of a statement is found in every branch, not in the first one alone."""
    module = module_of(source)
    found = module.siblings(module.statement(node_of(module, "2")))
    assert [statement.targets[0].id for statement in found] == wanted  # type: ignore[attr-defined]


def test_first_line_counts_decorators() -> None:
    """A decorated function starts at its first decorator."""
    module = module_of("x = 1\n\n@a\n@b\ndef f(): ...\n")
    assert module.first_line(module.tree.body[1]) == 3
    assert module.first_line(module.tree.body[0]) == 1


@pytest.mark.parametrize("source", ["def f(:\n", "x = 1\n  y = 2\n", "a\0b", "(" * 5000 + ")" * 5000])
def test_what_cannot_be_parsed(source: str) -> None:
    """A file that is no Python is an error with its name and line, never an exception of the parser."""
    with pytest.raises(UnparsableFileError, match=r"bad\.py:\d+"):
        module_of(source, "bad.py")


@pytest.mark.parametrize(
    ("code", "headline"),
    [
        ("f(1)", "f(1)"),
        ("f(  # why\n    1)", "f(…"),
        ("f(a,\r\n    b)", "f(a,…"),
        ("f('''one  # no comment\ntwo''')", "f('''one  # no comment…"),
    ],
)
def test_a_headline_is_the_first_line_of_code(code: str, headline: str) -> None:
    """What a message shows of an expression has neither a comment nor a second line."""
    module = module_of(code)
    assert module.headline(module.tree.body[0].value) == headline  # type: ignore[attr-defined]


def test_what_a_module_is_asked_for_is_noted() -> None:
    """A module knows the words that it was asked for, found or not."""
    module = module_of("x = 1  # pytest")
    assert [module.mentions("pytest"), module.mentions("mock")] == [True, False]
    assert module.asked.keys() == {"pytest", "mock"}


@pytest.mark.parametrize(
    ("code", "alone"),
    [
        ("if x:\n    f()  # why\n", True),
        ("if x: f()\n", False),
        ("f(); x\n", False),
        ("x; f()\r\n", False),
        ("f()", True),
    ],
)
def test_stands_alone(code: str, alone: bool) -> None:
    """A comment does not count; a head of a block and another statement do."""
    module = module_of(code)
    call = next(iter(module.nodes(ast.Call)))
    assert module.stands_alone(module.statement(call)) is alone


def test_closed() -> None:
    """The parentheses around an expression end behind its comments and lines; what follows them is not looked at."""
    module = module_of("x = ((\n    a  # (b)\n) \\\n) . c\ny = d\n")
    inner = module.end(node_of(module, "a"))
    assert module.text[module.closed(inner, len(module.text)) :] == " . c\ny = d\n"
    assert module.closed(inner, inner + 8) == inner
    plain = module.end(node_of(module, "d"))
    assert module.closed(plain, len(module.text)) == plain
