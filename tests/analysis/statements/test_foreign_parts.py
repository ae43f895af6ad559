"""The parts of a text are followed to the program's own words, or to where they come in."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.bindings import Bindings
from aiolift.analysis.definitions import Definitions
from aiolift.analysis.statements.foreign_parts import ForeignParts
from tests.program.code import model_of

BEFORE = """
import re
from enum import Enum
from pydantic import BaseModel
from sqlalchemy import text

NAMES = {"a": "spot.a", "b": "spot.b"}
PREFIX = "spot"

class Way(Enum):
    UP = "ASC"

class Body(BaseModel):
    city: str = "Seoul"
    price: int = 0

def pick(key):
    return NAMES[key]

def shout(word):
    return word.upper()

def f(name: str, number: int, way: Way, body: Body, names: list[str], **rest):
"""


def foreign(*lines: str) -> list[str]:
    """Return the parts that are foreign of `sql`, which the last of a function's lines assigns."""
    body = "".join(f"    {line}\n" for line in lines)
    model = model_of({"main.py": f"{BEFORE}{body}    text(sql)\n"})
    module = model.program.modules[0]
    call = max((node for node in ast.walk(module.tree) if isinstance(node, ast.Call)), key=module.start)
    found = ForeignParts(model, Definitions(model), Bindings(model)).of(module, call.args[0])
    return sorted({ast.unparse(one.builder.part) for one in found})


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (['sql = f"{name}"'], ["name"]),
        (['sql = "SELECT " + PREFIX + name'], ["name"]),
        (['sql = "SELECT %s, %s" % (name, PREFIX)'], ["name"]),
        (['sql = "SELECT {}".format(shout(name))'], ["shout(name)"]),
        (['sql = "SELECT " + ", ".join(names)'], ["', '.join(names)"]),
        (['like = f"%{name}%"', "sql = f\"SELECT 1 WHERE a LIKE '{like}'\""], ["like"]),
        (['sql = f"SELECT {body.city}"'], ["body.city"]),
        (["parts = []", "parts.append(f'a = {name}')", "sql = ' AND '.join(parts)"], ["name"]),
        (['values = {"a": name}', 'sql = "SELECT " + ", ".join(values.values())'], ["', '.join(values.values())"]),
    ],
)
def test_what_comes_from_outside_is_foreign(lines: list[str], expected: list[str]) -> None:
    """A parameter is found through every way to put a text together."""
    assert foreign(*lines) == expected


@pytest.mark.parametrize(
    "lines",
    [
        ['sql = f"SELECT {number}, {way.value}, {body.price}, {PREFIX}, {len(names)}"'],
        ['sql = f"SELECT {NAMES[name]}, {pick(name)}"'],
        ["if name not in NAMES:", "    raise KeyError", 'sql = f"SELECT {name}"'],
        ['name = "a"', 'sql = f"SELECT {name}"'],
        ['sql = f"SELECT {quote_identifier(name)}"'],
        ['sql = "SELECT " + ", ".join(f":n{n}" for n, _ in enumerate(names))'],
        ['sql = "SELECT " + ", ".join(["?"] * len(names))'],
        ['values = {"a": name}', 'sql = "SELECT " + ", ".join(values)'],
        ['sql = "SELECT " + ", ".join(f"{key} = :{key}" for key in rest)'],
        ['sql = "SELECT " + ", ".join(f"{key} = :{key}" for key in body.model_dump())'],
        ['for table in ("a", "b"):', '    sql = f"DELETE FROM {table}"'],
        ["sql = unknown(name)"],
    ],
)
def test_the_program_s_own_words_are_not(lines: list[str]) -> None:
    """Constants, numbers, chosen, checked and quoted names, and placeholders are the program's own."""
    assert foreign(*lines) == []


def test_a_circle_ends() -> None:
    """Names that are made of themselves are followed once."""
    assert foreign("sql = ''", "for one in names:", "    sql = sql + one", "    names = names + [sql]") == ["sql"]
