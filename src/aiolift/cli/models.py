"""Somebody's models: import the module that ``--models`` names, and find a model in it by name."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import redirect_stdout
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

from sqlalchemy import inspect
from sqlmodel import SQLModel

from aiolift.cli.failures import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import MetaData


def load(module: str) -> MetaData:
    """Import `module` and return the metadata that holds its tables. What it prints goes to stderr.

    :raises CommandError: the module cannot be imported, or defines no tables.
    """
    sys.path.insert(0, os.getcwd())
    try:
        with redirect_stdout(sys.stderr):
            import_module(module)
    except Exception as error:  # noqa: BLE001 -- it is the user's code, and may raise anything
        raise CommandError(f"--models {module}: {_import_problem(module, error)}") from None
    if not SQLModel.metadata.tables:
        raise CommandError(
            f"--models {module}: it defines no tables (no class with table=True). "
            "Name the module that holds the models, or import them in it"
        )
    return SQLModel.metadata


def find(name: str) -> type[SQLModel]:
    """Return the model whose class or table is called `name`.

    :raises CommandError: there is none, or several.
    """
    models = list(_mapped(SQLModel))
    found = [model for model in models if name in {model.__name__, model.__tablename__}]
    if len(found) == 1:
        return found[0]
    if found:
        places = ", ".join(f"{model.__module__}.{model.__name__}" for model in found)
        raise CommandError(f"several models are called {name} ({places}); give the name of the table")
    names = sorted(model.__name__ for model in models)
    close = get_close_matches(name, names, n=1)
    hint = f"did you mean {close[0]}?" if close else f"the models are {', '.join(names)}"
    raise CommandError(f"there is no model {name}; {hint}")


def _mapped(base: type[SQLModel]) -> Iterator[type[SQLModel]]:
    for model in base.__subclasses__():
        if inspect(model, raiseerr=False) is not None:
            yield model
        yield from _mapped(model)


def _import_problem(module: str, error: Exception) -> str:
    if isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{error.name}."):
        return f"there is no module {error.name} in {os.getcwd()} or on the Python path"
    if isinstance(error, SyntaxError):
        return f"its import failed at {error.filename}:{error.lineno}: {type(error).__name__}: {error.msg}"
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"its import failed at {frame.filename}:{frame.lineno}: {type(error).__name__}: {error}"
