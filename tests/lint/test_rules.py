"""Every rule's own examples: what it must mark, what it must leave alone, and what its fixes make of it."""

from __future__ import annotations

import re

import pytest

from aiolift.lint.fix import fixed
from aiolift.lint.registry import FAMILIES, all_rules
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.lint.rules.al900_marker import Marker
from aiolift.lint.run import lint_files
from aiolift.program import source
from tests.lint.program import files

RULES = all_rules()
INVALID = [pytest.param(rule, one, id=f"{rule.code}-{n}") for rule in RULES for n, one in enumerate(rule.invalid)]
VALID = [pytest.param(rule, one, id=f"{rule.code}-{n}") for rule in RULES for n, one in enumerate(rule.valid)]


@pytest.mark.parametrize(("rule", "example"), INVALID)
def test_a_mistake_is_marked_and_its_fix_is_as_shown(rule: Rule, example: Invalid) -> None:
    """A rule marks exactly what its example names; its fixes make the text shown, which is then clean."""
    linted = lint_files(files(example.code), rules=[rule])
    texts = {file.name: file.text for file in linted.files}
    found = [texts[one.place.name][one.place.start : one.place.end] for one in linted.findings]
    assert found == list(example.at)
    after = fixed(linted.files, linted.findings)
    if example.fixed is None:
        assert after == linted.files
    else:
        assert after[0].text == example.fixed
        assert not [one for one in lint_files(after, rules=[rule]).findings if one.fix], "a fix leaves nothing to fix"


@pytest.mark.parametrize(("rule", "example"), VALID)
def test_right_code_is_left_alone(rule: Rule, example: Valid) -> None:
    """A rule finds nothing in code that is right."""
    assert [one.message for one in lint_files(files(example.code), rules=[rule]).findings] == []


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_is_complete(rule: Rule) -> None:
    """A rule has a code of a known family, a name, a reason with its source, and as many right examples as wrong."""
    assert re.fullmatch(r"AL\d{3}", rule.code)
    assert rule.code[:3] in FAMILIES
    if not isinstance(rule, Marker):  # one file for all of them
        assert type(rule).__module__.rpartition(".")[2] == f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
    assert type(rule).__doc__, "the reason"
    assert rule.source.startswith("https://")
    assert rule.invalid
    assert len(rule.valid) >= len(rule.invalid)
    for example in (*rule.invalid, *rule.valid):
        for file in files(example.code):
            if file.name.suffix == ".py":
                source.parse(file)


def test_codes_and_names_are_used_once() -> None:
    """No two rules share a code or a name."""
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
