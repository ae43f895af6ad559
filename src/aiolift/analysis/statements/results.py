"""The statements and results of SQLAlchemy and SQLModel as values: what executing a statement gives."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aiolift.program.values import Instance, instance

if TYPE_CHECKING:
    from aiolift.program.values import Value, Values

RESULT = "sqlalchemy.Result"
SCALARS = "sqlalchemy.ScalarResult"
SELECTS = frozenset({"sqlalchemy.Select", "sqlmodel.Select"})
#: What `execute` gives for an INSERT, UPDATE or DELETE that returns nothing: it has no rows.
ROWLESS = "sqlalchemy.Result(rowless)"
#: Methods of a query that give another query over the same entities.
CHAIN = frozenset({
    "filter", "filter_by", "where", "order_by", "group_by", "having", "join", "outerjoin", "options", "limit",
    "offset", "distinct", "with_for_update", "select_from", "execution_options", "yield_per",
    "populate_existing", "enable_eagerloads", "slice", "params", "correlate", "prefix_with", "suffix_with",
    "with_hint", "join_from", "outerjoin_from", "union", "union_all", "except_", "intersect", "autoflush",
    "with_session", "reset_joinpoint", "select_entity_from", "add_columns", "add_entity", "returning",
    "values", "on_conflict_do_update", "on_conflict_do_nothing", "on_duplicate_key_update",
    "with_statement_hint", "from_statement", "with_parent", "set_label_style", "from_self", "with_labels",
    "apply_labels",
})  # fmt: skip
#: The name of an INSERT, UPDATE or DELETE that is not asked to return anything.
_ROWLESS_STATEMENT = re.compile(
    r"(?:sqlalchemy\.(?:dialects\.\w+\.(?:\w+\.)?)?|sqlalchemy\.Table\.|.+\.__table__\.)(?:insert|update|delete)\(\)"
)
#: Methods of a write that give the same write.
OF_WRITES = CHAIN - {"returning"} | {
    "ordered_values",
    "inline",
    "from_select",
    "return_defaults",
    "with_dialect_options",
}


def is_rowless(name: str) -> bool:
    """Whether an external class is that of an INSERT, UPDATE or DELETE without RETURNING."""
    return _ROWLESS_STATEMENT.fullmatch(name) is not None


def executed(statement: Values) -> Values:
    """Return what `execute` gives for a statement."""
    return frozenset(_executed(one) for one in statement) or instance(RESULT)


def _executed(statement: Value) -> Instance:
    if isinstance(statement, Instance) and statement.cls in SELECTS:
        return Instance(RESULT, statement.of)
    return Instance(ROWLESS if isinstance(statement, Instance) and is_rowless(str(statement.cls)) else RESULT)


def scalars(statement: Values) -> Values:
    """Return what `scalars` gives for a statement."""
    return frozenset(_scalars(one) for one in statement) or instance(SCALARS)


def _scalars(statement: Value) -> Instance:
    return Instance(SCALARS, statement.of[:1] if isinstance(statement, Instance) and statement.cls in SELECTS else ())


def executed_by_sqlmodel(statement: Values) -> Values:
    """Return what SQLModel's `exec` gives for a statement: scalars for its own select of one entity."""
    found = frozenset(
        _scalars(one)
        if isinstance(one, Instance) and one.cls == "sqlmodel.Select" and len(one.of) == 1
        else _executed(one)
        for one in statement
    )
    return found or instance(RESULT)
