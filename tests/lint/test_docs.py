"""docs/rules.md is what the rules say of themselves; the changelog names every rule.

`AIOLIFT_UPDATE_DOCS=1 pytest tests/lint/test_docs.py` writes the page anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from aiolift.lint.registry import FAMILIES, all_rules
from aiolift.lint.rule import Invalid, Rule, Valid

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
CHANGELOG = PAGE.parents[1] / "CHANGELOG.md"


def page() -> str:
    """Return the page."""
    parts = [
        "# The rules of `aiolift lint`\n",
        "Made from the rules themselves by `AIOLIFT_UPDATE_DOCS=1 pytest tests/lint/test_docs.py`. "
        "`aiolift lint --explain AL101` shows one of them.\n",
    ]
    for family, title in FAMILIES.items():
        rules = [rule for rule in all_rules() if rule.code.startswith(family)]
        if not rules:
            continue
        parts.append(f"## {family}: {title}\n")
        if family == "AL9":
            parts += [f"{rules[0].reason} Source: <{rules[0].source}>\n", "| code | name |\n|---|---|"]
            parts += [f"| {rule.code} | {rule.name} |" for rule in rules]
        else:
            parts += [section(rule) for rule in rules]
    return "\n".join(parts).rstrip() + "\n"


def section(rule: Rule) -> str:
    """Return what stands on the page of one rule."""
    fixable = " Has a fix." if any(example.fixed is not None for example in rule.invalid) else ""
    return (
        f"### {rule.code} {rule.name}\n\n{rule.reason}{fixable} Source: <{rule.source}>\n\n"
        f"Wrong:\n\n{code(rule.invalid[0])}\nRight:\n\n{code(rule.valid[0])}"
    )


def code(example: Invalid | Valid) -> str:
    """Return an example as a block of code."""
    files = {"": example.code} if isinstance(example.code, str) else example.code
    text = "\n\n".join(f"# {name}\n{text.strip(chr(10))}" if name else text.strip("\n") for name, text in files.items())
    return f"```python\n{text}\n```\n"


def test_the_page_is_what_the_rules_say() -> None:
    """The page agrees with the code."""
    if os.environ.get("AIOLIFT_UPDATE_DOCS"):
        PAGE.write_text(page(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_the_changelog_names_every_rule(rule: Rule) -> None:
    """The changelog has every rule's code; those of the markers as one range."""
    text = CHANGELOG.read_text(encoding="utf-8")
    assert rule.code in text or (rule.code.startswith("AL9") and "AL901 to AL925" in text)
