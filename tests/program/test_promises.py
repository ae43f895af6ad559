"""What an annotation rules out."""

from __future__ import annotations

import pytest

from tests.program.code import values_of


@pytest.mark.parametrize(("annotation", "expected"), [("Hero", ["Hero()"]), ("Shown", ["Hero()", "Shown()", "Team()"])])
def test_what_an_annotation_rules_out_does_not_come_back(annotation: str, expected: list[str]) -> None:
    """Of what a shared helper gives only the promised class comes back; a promise that nothing keeps says nothing."""
    code = f"""
    class Team: ...
    class Hero: ...
    class Shown: ...

    def one(given):
        return given

    def team():
        return one(Team())

    def hero() -> {annotation}:
        return one(Hero())

    found = hero()
    """
    assert sorted(values_of(code, "hero()")) == expected
