"""Objects that the sync code showed as a whole while they were expired: pydantic's `repr` of one is empty then.

`print(hero)` behind a commit gave `{}` until an attribute was read, which reloaded it. The async code does the same
with `session.expire(hero)` behind the commit and `await session.refresh(hero)` before that read.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from aiolift.program.entities import own
from aiolift.program.nodes import written

if TYPE_CHECKING:
    from aiolift.analysis.model import Model
    from aiolift.migrate.rewrite.implicit.events import Event
    from aiolift.migrate.rewrite.implicit.held import Held
    from aiolift.program.entities import Class
    from aiolift.program.source import Module

_SHOWING = frozenset({"builtins.print", "builtins.str", "builtins.repr", "pprint.pprint", "rich.print"})
_REPRS = frozenset({"__repr__", "__str__", "__repr_args__", "__rich_repr__"})


def read_after(model: Model, module: Module, entry: Held, event: Event) -> ast.stmt | None:
    """Return the statement that reads an object first after it was shown as a whole; None where none surely does.

    Both stand in the block of the commit, and no other use of the session lies between.
    """
    if entry.several or not all(_shows_what_is_loaded(cls) for cls in entry.classes):
        return None
    siblings = module.siblings(event.statement)
    shown = False
    for statement in siblings[siblings.index(event.statement) + 1 :]:
        uses = [node for node in (statement, *own(statement)) if _is(node, entry.text)]
        if uses and all(_is_shown(model, module, node) for node in uses):
            shown = True
        elif uses:
            reads = isinstance(statement, ast.Expr | ast.Assign | ast.AnnAssign) and all(map(_is_load, uses))
            return statement if shown and reads else None
        elif not isinstance(statement, ast.Expr) or not _shows(model, statement.value):
            return None
    return None


def _shows_what_is_loaded(cls: Class) -> bool:
    return "sqlmodel.SQLModel" in set(cls.externals()) and not any(_REPRS & base.names for base in cls.mro())


def _is(node: ast.AST, text: str) -> bool:
    return isinstance(node, ast.Name | ast.Subscript | ast.Attribute) and written(node) == text


def _is_load(node: ast.AST) -> bool:
    return isinstance(getattr(node, "ctx", None), ast.Load)


def _is_shown(model: Model, module: Module, node: ast.AST) -> bool:
    parent = module.parents[node]
    return isinstance(parent, ast.FormattedValue) or (isinstance(parent, ast.Call) and _shows(model, parent))


def _shows(model: Model, node: ast.expr) -> bool:
    """Whether an expression is a call that only shows what it is given."""
    site = model.site(node) if isinstance(node, ast.Call) else None
    return site is not None and any(name in _SHOWING or name.startswith("logging.") for name in site.externals)
