"""A note for each mapped class whose columns are given what asyncpg, stricter than psycopg, refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiolift.analysis.mapping.strict_columns import refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiolift.analysis.mapping.strict_columns import Refused
    from aiolift.analysis.model import Model
    from aiolift.migrate.colour import Seed
    from aiolift.migrate.context import Context


def seeds(model: Model) -> Iterator[Seed]:
    """Yield nothing: a column is no call."""
    del model
    return iter(())


def rewrite(context: Context) -> None:
    """Note what asyncpg would refuse, and the driver that takes it where SQLAlchemy has one."""
    if context.target.driver != "asyncpg" or not context.colour.causes:
        return
    instead = ", or migrate with `--driver psycopg`" if context.target.sqlalchemy >= (2, 0) else ""
    for cls, columns in refused(context.model):
        what = ", ".join(_said(column) for column in columns)
        context.note(
            f"asyncpg takes only a column's own type, and may refuse {what}: convert the values{instead}",
            cls.module,
            cls.node,
        )


def _said(column: Refused) -> str:
    if not column.source:
        return f"{column.column} (a datetime without a time zone; its default has one)"
    return f"{column.column} ({column.kind}; {column.source} gives {column.given})"
