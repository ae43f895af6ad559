"""Modules in the order of their imports."""

from __future__ import annotations

from aiolift.analysis.module_order import by_imports
from tests.program.code import model_of


def test_by_imports() -> None:
    """A module stands behind what it imports, by its name or from its package; circles end."""
    model = model_of({
        "app/__init__.py": "",
        "app/a.py": "from app import c\n",
        "app/b.py": "from app.a import x\nfrom .d import y\n",
        "app/c.py": "import os\n",
        "app/d.py": "from app.e import z\n",
        "app/e.py": "from app.d import y\n",
        "main.py": "from app.b import x\n",
    })  # fmt: skip
    names = [module.name for module in by_imports(model)]
    assert sorted(names) == sorted(module.name for module in model.program.modules)
    assert names.index("app.c") < names.index("app.a") < names.index("app.b") < names.index("main")
    assert names.index("app.d") < names.index("app.b")
