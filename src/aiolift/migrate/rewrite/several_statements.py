"""`op.execute("…; …")` of a migration script becomes one call for each statement: asyncpg prepares what it is given.

https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY (one statement in a Parse message)
"""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context

RULE = "plain-sql"
_WHY = "asyncpg runs one statement per call"
_EXECUTE = {"alembic.op.execute"}
_COMMENT = r"--[^\n]*|/\*.*?\*/"
_PARTS = re.compile(rf"(\$\w*\$).*?\1|'[^']*'|\"[^\"]*\"|{_COMMENT}|;", re.DOTALL)
_BLANK = re.compile(rf"(?:\s|;|{_COMMENT})*", re.DOTALL)
_LITERAL = re.compile(r"""[rRuU]?(\"{3}|'{3}|\"|')(.*)\1""", re.DOTALL)
_BODY = re.compile(r"\bbegin\s+atomic\b", re.IGNORECASE)


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a migration script stays sync."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """End the call behind each statement but the last, and begin it again, as it is written."""
    if context.target.driver != "asyncpg" or not context.colour.causes:
        return
    for site in context.model.naming(_EXECUTE):
        module, call = site.module, site.node
        statement = module.parents[call]
        given = _text(call)
        if given is None or not isinstance(statement, ast.Expr):
            continue
        start, end = module.start(given), module.end(given)
        literal = _LITERAL.fullmatch(module.text[start:end])
        if literal is None or not (ends := _ends(literal[2])):
            continue
        quote = literal[1]
        if "\\" in literal[2] or quote in literal[2] or _BODY.search(literal[2]):
            context.note(f"{_WHY}: split this one", module, call)
            continue
        head = module.text[module.start(statement) : start + literal.start(2)]
        tail = quote + module.text[end : module.end(statement)]
        again = f"{tail}{module.file.newline}{module.indent(statement)}{head}"
        for at in ends:
            context.insert(module, start + literal.start(2) + at, again, RULE, _WHY)


def _text(call: ast.Call) -> ast.Constant | None:
    """Return the string of `op.execute("…")` and `op.execute(text("…"))`."""
    if len(call.args) != 1 or call.keywords:
        return None
    given = call.args[0]
    if isinstance(given, ast.Call) and len(given.args) == 1 and not given.keywords:
        given = given.args[0]
    return given if isinstance(given, ast.Constant) and isinstance(given.value, str) else None


def _ends(sql: str) -> list[int]:
    """Return where statements end that others follow."""
    return [found.end() for found in _PARTS.finditer(sql) if found[0] == ";" and not _BLANK.fullmatch(sql, found.end())]
