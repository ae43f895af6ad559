"""What tests pass to the program does not hide what it is given otherwise."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.analysis.testing import test_doubles
from tests.program.code import model_of

if TYPE_CHECKING:
    from aiolift.analysis.model import Model

APP = """
from sqlalchemy.ext.asyncio import AsyncSession

def work(db):
    return db

def alone(fake):
    return fake

def real(session: AsyncSession):
    work(session)
"""
TESTS = """
from unittest.mock import MagicMock
from main import alone, work

class Fake:
    pass

def test_work():
    work(MagicMock())
    work(Fake())
    alone(Fake())
"""


def test_doubles_beside_the_real_one() -> None:
    """Mocks and the tests' classes are left out of the program's code, and stay in the tests and where they are all."""
    model = model_of({"main.py": APP, "tests/test_main.py": TESTS})
    assert _read(model, "db") == {"sqlalchemy.ext.asyncio.AsyncSession", "unittest.mock.MagicMock", "Fake"}
    test_doubles.leave_out(model)
    assert _read(model, "db") == {"sqlalchemy.ext.asyncio.AsyncSession"}
    assert _read(model, "fake") == {"Fake"}


def _read(model: Model, name: str) -> set[str]:
    module = next(module for module in model.program.modules if module.file.name.name == "main.py")
    found = next(node for node in model.walk(module) if isinstance(node, ast.Name) and node.id == name)
    return {value.cls if isinstance(value.cls, str) else value.cls.name for value in model.instances(found)}
