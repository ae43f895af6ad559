"""SQLAlchemy's legacy Query: what each method does, and what `select` calls it."""

from __future__ import annotations

#: Methods that give another query, and that a select has under the same name with the same meaning.
SAME = frozenset({
    "filter", "filter_by", "where", "order_by", "group_by", "having", "join", "outerjoin", "options", "limit",
    "offset", "distinct", "with_for_update", "select_from", "execution_options", "slice", "params", "correlate",
    "prefix_with", "suffix_with", "with_hint", "with_statement_hint", "add_columns", "from_statement",
    "set_label_style",
})  # fmt: skip
#: Methods that give another query, and the name that a select has for them.
RENAMED = {"with_entities": "with_only_columns", "add_column": "add_columns", "add_entity": "add_columns"}
#: Methods that are execution options of a select, with the value that no argument stands for.
OPTIONS = {"yield_per": "", "populate_existing": "True", "autoflush": "True"}
#: Methods that say nothing to a select.
DROPPED = frozenset({"reset_joinpoint"})
#: Methods that give another query, but not of a select.
UNEQUAL = frozenset({
    "union", "union_all", "except_", "except_all", "intersect", "intersect_all", "from_self", "with_parent",
    "select_entity_from", "with_session", "enable_eagerloads", "enable_assertions", "with_labels", "apply_labels",
    "with_transformation", "tuples", "only_return_tuples", "outerjoin_from", "join_from",
})  # fmt: skip
#: Methods that combine the rows of two queries; of rows, not of objects, a select does the same.
COMPOUND = frozenset({"union", "union_all", "except_", "except_all", "intersect", "intersect_all"})
#: Methods that make a part of another statement, under the name that a select has for them.
PARTS = {
    "subquery": "subquery",
    "cte": "cte",
    "exists": "exists",
    "label": "label",
    "scalar_subquery": "scalar_subquery",
    "as_scalar": "scalar_subquery",
}
#: Methods that ask the database.
ASKS = frozenset({"all", "first", "one", "one_or_none", "scalar", "count", "get", "delete", "update"})
#: Attributes that a select has too; `statement` is the select itself.
ATTRIBUTES = frozenset({"statement", "whereclause", "column_descriptions", "selectable"})
#: Methods that set which entities a query is over.
CHOOSES = frozenset({"query", "with_entities", "add_columns", "add_column", "add_entity"})
#: What an update or delete can have before it.
NARROWS = frozenset({"filter", "filter_by", "where", "execution_options"})
#: What may bring the rows of one object more than once.
JOINS = frozenset({"join", "outerjoin", "select_from", "from_statement"})
#: Callables of Python that iterate over what they are given.
ITERATE = frozenset(f"builtins.{name}" for name in (
    "list", "tuple", "set", "frozenset", "sorted", "dict", "enumerate", "zip", "map", "filter", "sum", "max",
    "min", "any", "all", "iter",
))  # fmt: skip
#: Callables that take a query as it is: for its text, or as a part of another statement.
TAKE = ("builtins.str", "builtins.print", "builtins.repr", "builtins.isinstance", "builtins.type", "typing.cast")
#: Methods of columns that take a query as a subquery.
OPERATORS = frozenset({"in_", "notin_", "not_in", "is_", "is_not", "isnot", "op", "append", "info", "debug", "insert"})
