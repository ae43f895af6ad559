"""Engines at the top of modules."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from aiolift.analysis.engines.shared_engines import shared_engines
from aiolift.analysis.model import Model
from aiolift.program.program import Program
from aiolift.program.text import TextFile


def found(files: dict[str, str], name: str) -> list[str]:
    """Return the engines that the module `name` shares, as `module.name`."""
    program = Program(TextFile(Path(path), PurePosixPath(path), text) for path, text in files.items())
    model = Model(program)
    module = next(module for module in program.modules if module.name == name)
    return [f"{home.name}.{local}" for home, local in shared_engines(model, module)]


def test_engine_of_an_imported_package() -> None:
    """An engine counts where its module is imported over others, by relative imports too."""
    files = {
        "app/__init__.py": "",
        "app/db.py": "from sqlalchemy import create_engine\nengine = create_engine('mysql+pymysql://h/d')\n",
        "app/api.py": "from . import db\n",
        "test_api.py": "from app.api import db\n",
        "test_other.py": "import app\n",
    }
    assert found(files, "test_api") == ["app.db.engine"]
    assert found(files, "test_other") == []


@pytest.mark.parametrize(
    ("call", "shared"),
    [
        ("create_engine('sqlite:///a.db')", True),
        ("create_engine('sqlite://')", False),
        ("create_engine('sqlite:///:memory:')", False),
        ("create_engine(url, poolclass=NullPool)", False),
        ("create_engine(url, poolclass=QueuePool)", True),
    ],
)
def test_pools_without_connections_of_their_own(call: str, shared: bool) -> None:
    """NullPool keeps no connection, and a database in memory would be lost with its one connection."""
    text = f"from sqlalchemy import create_engine\nfrom sqlalchemy.pool import NullPool, QueuePool\nengine = {call}\n"
    assert found({"test_a.py": text}, "test_a") == (["test_a.engine"] if shared else [])
