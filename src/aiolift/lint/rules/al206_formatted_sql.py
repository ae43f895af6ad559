"""AL206: SQL that is put together with values."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from aiolift.lint.finding import Step
from aiolift.lint.rule import Invalid, Rule, Valid
from aiolift.program.fixtures import is_test_module

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.model import Site
    from aiolift.analysis.statements.foreign_parts import Foreign
    from aiolift.lint.finding import Finding
    from aiolift.lint.subject import Subject

#: Methods that are given SQL as text by drivers too.
_EXECUTES = {
    "execute", "exec", "exec_driver_sql", "executemany", "executescript", "fetch", "fetchrow", "fetchval", "fetch_all",
    "fetch_one", "read_sql", "read_sql_query",
}  # fmt: skip
_OF_SQLALCHEMY = {"execute", "exec", "exec_driver_sql", "scalar", "scalars", "stream", "stream_scalars"}
_DML = re.compile(r"\W*(select|insert|update|delete|replace|with|merge|call)\b", re.I)
#: Statements that have no place for a parameter.
_DDL = re.compile(
    r"\W*(create|drop|alter|truncate|grant|revoke|set|use|show|pragma|comment|vacuum|analyze|lock|kill|notify|listen|"
    r"flush|optimize|rename|copy|load|savepoint|release|rollback|explain)\b",
    re.I,
)
_OF_NAMES = re.compile(r"(\b(from|join|into|update|table|database|by|select|column|index|collate)\s+|[\"`\[.])$", re.I)


class FormattedSQL(Rule):
    """A value that is formatted into the text of a statement is read as SQL: a quote in it breaks the statement, and
    whoever sends it can write another one. aiomysql and asyncmy allow several statements in one text, so that it can
    end in `; DROP TABLE`. A bound parameter (`text("… WHERE name = :name")` with `{"name": name}`) is sent as what it
    is, and the statement is compiled once. A table or a column cannot be bound: choose it from names that stand in the
    code.
    """

    code = "AL206"
    name = "formatted-sql"
    source = "https://docs.sqlalchemy.org/en/21/core/sqlelement.html#sqlalchemy.sql.expression.text"
    invalid = (
        Invalid(
            """
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def spots(session: AsyncSession, name: str):
    return await session.execute(text(f"SELECT * FROM spot WHERE name = '{name}'"))


async def cheapest(session: AsyncSession, city: str | None = None):
    query = "SELECT * FROM spot"
    if city:
        query += " WHERE city = '" + city + "'"
    return await session.execute(text(query))
""",
            at=(
                """f"SELECT * FROM spot WHERE name = '{name}'\"""",
                """" WHERE city = '" + city + "'\"""",
            ),
        ),
    )
    valid = (
        Valid(
            """
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

COLUMNS = {"name": "spot.name", "price": "spot.price"}


async def spots(session: AsyncSession, name: str, order: str, limit: int, ids: list[int]):
    conditions = ["name = :name"]
    if ids:
        conditions.append(f"id IN ({', '.join(f':id{n}' for n in range(len(ids)))})")
    query = f"SELECT * FROM spot WHERE {' AND '.join(conditions)} ORDER BY {COLUMNS[order]} LIMIT {limit}"
    return await session.execute(text(query), {"name": name} | {f"id{n}": one for n, one in enumerate(ids)})
"""
        ),
    )

    def check(self, subject: Subject) -> Iterator[Finding]:
        """Look at every text that is executed as SQL, outside of tests."""
        seen: set[ast.AST] = set()
        for site in subject.model.sites:
            if is_test_module(site.module) or (statement := _statement(subject, site)) is None:
                continue
            parts = subject.foreign_parts.of(site.module, statement)
            if not parts:
                continue
            texts = subject.definitions.texts(site.module, statement)
            if not _is_sql(site, texts):
                continue
            unbindable = any(map(_DDL.match, texts))
            for found in parts:
                if found.builder.node not in seen and (found.requested or not unbindable):
                    seen.add(found.builder.node)
                    yield self._finding(subject, site, found)

    def _finding(self, subject: Subject, site: Site, found: Foreign) -> Finding:
        builder = found.builder
        part = ast.unparse(builder.part)
        shown = f"`{part}`" if part.isidentifier() or len(part) <= 40 else "a value"
        elsewhere = builder.module is not site.module or builder.node not in ast.walk(site.module.statement(site.node))
        return subject.finding(
            self.code,
            builder.module,
            builder.node,
            f"{shown} becomes part of the SQL text, where it can change the statement",
            help="choose the name from those that stand in the code"
            if _stands_for_a_name(builder.node, builder.part)
            else "write `:name` in its place and pass the value as a parameter",
            chain=[Step(subject.place(site.module, site.node), "the text is executed")] if elsewhere else (),
        )


def _statement(subject: Subject, site: Site) -> ast.expr | None:
    """Return what a call is given as SQL."""
    node = site.node
    given = node.args[0] if node.args else None
    for keyword in node.keywords:
        if keyword.arg in {"statement", "text", "sql", "query"}:
            given = given or keyword.value
    if given is None or isinstance(given, ast.Starred | ast.Constant) or site.targets:
        return None
    if "sqlalchemy.text" in site.externals:
        return given
    name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    known = any(one.startswith(("sqlalchemy.", "sqlmodel.")) for one in site.externals)
    return given if name in (_OF_SQLALCHEMY if known else _EXECUTES) else None


def _is_sql(site: Site, texts: list[str]) -> bool:
    known = any(one.startswith(("sqlalchemy.", "sqlmodel.")) for one in site.externals)
    return known or any(map(_DML.match, texts))


def _stands_for_a_name(builder: ast.expr, part: ast.expr) -> bool:
    """Whether a part stands where SQL wants the name of a table or a column."""
    before = ""
    for piece in _pieces(builder):
        if isinstance(piece, ast.Constant):
            before = str(piece.value)
        elif piece is part:
            return bool(_OF_NAMES.search(before))
    return False


def _pieces(builder: ast.expr) -> Iterator[ast.expr]:
    """Yield what a text is put together of, in order."""
    match builder:
        case ast.JoinedStr(values=values):
            yield from (value.value if isinstance(value, ast.FormattedValue) else value for value in values)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            yield from _pieces(left)
            yield from _pieces(right)
        case _:
            yield builder
