"""Expressions are followed back to where their value was written down."""

from __future__ import annotations

import ast

import pytest

from aiolift.analysis.definitions import Definitions
from tests.program.code import model_of

CONFIG = """
import os
from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

NAME = "travel"
URL = os.getenv("DATABASE_URL", "mysql://db/travel")

class Settings(BaseSettings):
    host: str = "db"
    port: int = Field(default=3306)
    secret: SecretStr = "x"

    @property
    def url(self):
        return f"mysql://{self.host}/{NAME}"

def settings():
    return Settings()
"""


def texts(expression: str, before: str = "") -> list[str]:
    """Return the texts that the argument of the first `show` can be, in a module that has imported the settings."""
    code = f"import config\nfrom config import NAME, Settings, URL as ADDRESS, settings\n{before}\nshow({expression})\n"
    model = model_of({"config.py": CONFIG, "main.py": code})
    module = next(one for one in model.program.modules if one.name == "main")
    calls = [node for node in ast.walk(module.tree) if isinstance(node, ast.Call)]
    call = min((node for node in calls if getattr(node.func, "id", "") == "show"), key=module.start)
    return Definitions(model).texts(module, call.args[0])


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ('"a"', ["a"]),
        ("NAME", ["travel"]),
        ("config.NAME", ["travel"]),
        ("ADDRESS", ["mysql://db/travel"]),
        ("Settings().host", ["db"]),
        ("settings().url", ["mysql://db/travel"]),
        ("settings().secret.get_secret_value()", ["x"]),
        ("str(NAME)", ["travel"]),
        ('NAME + "/" + unknown', ["travel/{}"]),
        ('"%s://" % NAME', ["%s://"]),
        ("NAME if flag else ADDRESS", ["travel", "mysql://db/travel"]),
        ('unknown or "other"', ["{}", "other"]),
        ("unknown", ["{}"]),
        ("unknown()", ["{}"]),
        ("3", []),
    ],
)
def test_texts(expression: str, expected: list[str]) -> None:
    """Names, attributes, properties, settings, defaults and formatted texts are followed; the rest is a placeholder."""
    assert texts(expression) == expected


def test_a_parameter_is_what_its_callers_pass() -> None:
    """A parameter stands for the arguments of the calls of its function, and for its default."""
    before = "def made(url='sqlite://', *, other=None):\n    show(url)\nmade('a')\nmade(url=NAME)"
    assert texts("''", before) == ["a", "travel", "sqlite://"]


def test_a_circle_ends() -> None:
    """Names that stand for each other give nothing that is known."""
    assert texts("one", "one = two\ntwo = one") == []
