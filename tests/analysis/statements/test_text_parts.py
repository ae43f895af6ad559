"""The words of a text that is put together."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.statements.text_parts import added, has_sql


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("f'a = {b}'", True),
        ("'SELECT ' + a", True),
        ("' WHERE %s' % a", True),
        ("' ORDER BY {}'.format(a)", True),
        ("f'%{a}%'", False),
        ("'user_' + a", False),
        ("a + b", False),
    ],
)
def test_words_of_sql_are_told_from_others(text: str, expected: bool) -> None:
    """Operators and keywords count, wherever they stand; the parts that are formatted in do not."""
    assert has_sql(ast.parse(text, mode="eval").body) == expected


def test_a_chain_of_sums_is_taken_apart() -> None:
    """Every summand is given once, in order."""
    assert [ast.unparse(one) for one in added(ast.parse("a + (b + c) + d", mode="eval").body)] == ["a", "b", "c", "d"]
