"""All rules, found by walking the package `aiolift.lint.rules`: a rule is one file there, and needs no other entry."""

from __future__ import annotations

import inspect
import pkgutil
from functools import cache
from importlib import import_module

from aiolift.lint import rules
from aiolift.lint.rule import Rule

#: The families, by the first digit of their codes.
FAMILIES = {
    "AL0": "files",
    "AL1": "await and colour",
    "AL2": "statements and results",
    "AL3": "implicit I/O",
    "AL4": "session lifetime",
    "AL5": "engine and driver",
    "AL6": "blocking the loop",
    "AL7": "FastAPI",
    "AL8": "tests",
    "AL9": "markers",
}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return every rule, in the order of their codes."""
    found: list[Rule] = []
    for module in pkgutil.iter_modules(rules.__path__, f"{rules.__name__}."):
        for _, cls in inspect.getmembers(import_module(module.name), inspect.isclass):
            if issubclass(cls, Rule) and cls.__module__ == module.name and not inspect.isabstract(cls):
                found += cls.instances()
    return tuple(sorted(found, key=lambda rule: rule.code))
