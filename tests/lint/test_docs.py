"""docs/rules is what the rules say of themselves: a page per rule, and an index; the changelog names every rule.

`AIOLIFT_UPDATE_DOCS=1 pytest tests/lint/test_docs.py` writes the pages anew.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from aiolift.knowledge.markers import MARKERS
from aiolift.lint import unparsable
from aiolift.lint.registry import FAMILIES, all_rules
from aiolift.lint.rule import Invalid, Rule, Valid

PAGES = Path(__file__).parents[2] / "docs" / "rules"
PLANTED = Path(__file__).parent / "planted"
CHANGELOG = PAGES.parents[1] / "CHANGELOG.md"

_INTRODUCTION = f"""# The rules of `aiolift lint`

Made from the rules themselves by `AIOLIFT_UPDATE_DOCS=1 pytest tests/lint/test_docs.py`. `aiolift lint --explain AL101`
shows one of them. {unparsable.CODE} is no rule: it is what is said of a file that cannot be read or parsed.
"""


def pages() -> dict[str, str]:
    """Return every page by the name of its file."""
    return {"README.md": index()} | {f"{rule.code}.md": page(rule) for rule in all_rules()}


def index() -> str:
    """Return the page that names all rules, by family."""
    parts = [_INTRODUCTION]
    for family, title in FAMILIES.items():
        rules = [rule for rule in all_rules() if rule.code.startswith(family)]
        if rules:
            parts.append(f"## {family}: {title}\n\n| code | name | fix |\n|---|---|---|")
            parts += [f"| [{rule.code}]({rule.code}.md) | {rule.name} | {fix(rule)} |" for rule in rules]
            parts[-1] += "\n"
    return "\n".join(parts).rstrip() + "\n"


def fix(rule: Rule) -> str:
    """Return `yes` where a rule can mend what it finds."""
    return "yes" if any(example.fixed is not None for example in rule.invalid) else ""


def page(rule: Rule) -> str:
    """Return the page of one rule."""
    fixable = " `--fix` mends it where that is safe." if fix(rule) else ""
    return (
        f"# {rule.code} {rule.name}\n\n{rule.reason}{fixable}\n\nSource: <{rule.source}>\n\n"
        f"Wrong:\n\n{code(rule.invalid[0])}\nRight:\n\n{code(rule.valid[0])}"
        f"\n[All rules](README.md). To keep one line quiet: `# noqa: {rule.code}`.\n"
    )


def code(example: Invalid | Valid) -> str:
    """Return an example as a block of code."""
    files = {"": example.code} if isinstance(example.code, str) else example.code
    text = "\n\n".join(f"# {name}\n{text.strip(chr(10))}" if name else text.strip("\n") for name, text in files.items())
    return f"```python\n{text}\n```\n"


def test_the_pages_are_what_the_rules_say() -> None:
    """Each rule has its page, each page its rule, and they agree."""
    if os.environ.get("AIOLIFT_UPDATE_DOCS"):
        PAGES.mkdir(exist_ok=True)
        for stale in PAGES.iterdir():
            stale.unlink()
        for name, text in pages().items():
            (PAGES / name).write_text(text, encoding="utf-8")
    assert {file.name: file.read_text(encoding="utf-8") for file in PAGES.iterdir()} == pages()


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.code)
def test_the_changelog_names_every_rule(rule: Rule) -> None:
    """The changelog has every rule's code; those of the markers as one range."""
    text = CHANGELOG.read_text(encoding="utf-8")
    assert rule.code in text or (rule.code in MARKERS and f"AL901 to {max(MARKERS)}" in text)


def test_the_changelog_names_no_other_rule() -> None:
    """What the changelog, and the planted programs, call a rule is one."""
    named = set(re.findall(r"\bAL\d{3}\b", CHANGELOG.read_text(encoding="utf-8")))
    named |= {folder.name.upper() for folder in PLANTED.iterdir() if folder.is_dir()}
    assert named <= {rule.code for rule in all_rules()} | {unparsable.CODE}
