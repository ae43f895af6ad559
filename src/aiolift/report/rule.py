"""What a lint rule means, with its examples."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from aiolift.lint import unparsable

if TYPE_CHECKING:
    from aiolift.lint.rule import Invalid, Rule, Valid


def rule_page(rule: Rule) -> RenderableType:
    """Return the explanation as a page for `Console.print`."""
    parts = _head(rule.code, rule.name, rule.reason, rule.source)
    wrong = rule.invalid[0]
    parts += [Padding(Text("wrong", "red"), (1, 0, 0, 2)), Padding(Text(_code(wrong)), (0, 0, 0, 4))]
    if wrong.fixed is not None:
        parts += [Padding(Text("fixed", "green"), (1, 0, 0, 2)), Padding(Text(wrong.fixed.strip("\n")), (0, 0, 0, 4))]
    parts += [Padding(Text("right", "green"), (1, 0, 0, 2)), Padding(Text(_code(rule.valid[0])), (0, 0, 0, 4))]
    return Group(*parts)


def unparsable_page() -> RenderableType:
    """Return the page of AL001, which has no examples."""
    return Group(*_head(unparsable.CODE, unparsable.NAME, unparsable.REASON, unparsable.SOURCE))


def _head(code: str, name: str, reason: str, source: str) -> list[RenderableType]:
    return [
        Text.assemble((code, "bold yellow"), "  ", (name, "bold")),
        Padding(Text(reason), (1, 0, 0, 2)),
        Padding(Text.assemble(("source ", "cyan"), source), (1, 0, 0, 2)),
    ]


def _code(example: Invalid | Valid) -> str:
    if isinstance(example.code, str):
        return example.code.strip("\n")
    return "\n\n".join(f"# {name}\n{text.strip(chr(10))}" for name, text in example.code.items())
