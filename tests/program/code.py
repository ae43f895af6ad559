"""Programs of a few lines, and what their expressions can be."""

from __future__ import annotations

import ast
from pathlib import Path, PurePosixPath
from textwrap import dedent
from typing import TYPE_CHECKING

from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.source import Module
from aiolift.program.text import TextFile
from aiolift.program.values import Cell, ClassValue, External, FunctionValue, Instance, ModuleValue, TypeForm

if TYPE_CHECKING:
    from aiolift.program.values import Value


def text_file(name: str, text: str) -> TextFile:
    """Return a file that stands nowhere on disk."""
    return TextFile(Path("/nowhere", name), PurePosixPath(name), text)


def module_of(text: str, name: str = "app.py") -> Module:
    """Return one module, its text taken as it is."""
    return Module(text_file(name, text), name.removesuffix(".py"), is_package=False)


def program_of(files: dict[str, str] | str) -> Program:
    """Return a program, given as its files or as the text of `app.py`."""
    texts = {"app.py": files} if isinstance(files, str) else files
    return Program(text_file(name, dedent(text)) for name, text in texts.items())


def model_of(files: dict[str, str] | str) -> Model:
    """Return the model of a program."""
    return Model(program_of(files))


def node_of(module: Module, text: str) -> ast.expr:
    """Return the last expression that is spelled `text`."""
    found = [
        node
        for node in module.parents
        if isinstance(node, ast.expr | ast.arg) and hasattr(node, "lineno") and module.segment(node) == text
    ]
    assert found, f"no expression is spelled {text!r}"
    return max(found, key=module.start)  # type: ignore[return-value]


def values_of(files: dict[str, str] | str, text: str, file: str = "app.py") -> set[str]:
    """Return what the last expression spelled `text` can be, in words."""
    model = model_of(files)
    (module,) = (found for found in model.program.modules if str(found.file.name) == file)
    return {shown(value) for value in model.values(node_of(module, text))}


def shown(value: Value) -> str:
    """Spell a value: `User()`, `class User`, `def load`, `sqlalchemy.orm.Session()`, `external os.path`."""
    match value:
        case Instance(cls, of):
            name = cls if isinstance(cls, str) else cls.qualname
            parts = [" | ".join(sorted(map(shown, part))) if not isinstance(part, Cell) else "…" for part in of]
            return f"{name}({', '.join(parts)})"
        case ClassValue(cls):
            return f"class {cls.qualname}"
        case FunctionValue(function):
            return f"def {function.qualname}"
        case External(name):
            return f"external {name}"
        case ModuleValue(module):
            return f"module {module.name}"
        case TypeForm(instances):
            return f"type {' | '.join(sorted(map(shown, instances)))}"
