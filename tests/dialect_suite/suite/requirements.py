"""What MySQL 9 and MariaDB 10.11 can do, as SQLAlchemy's dialect suite asks it; nothing here depends on the driver.

Where it differs from the defaults, it says what SQLAlchemy's own test/requirements.py says of the two servers. What is
not named here keeps the default, and the tests of a closed requirement are skipped.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.testing import exclusions
from sqlalchemy.testing.requirements import SuiteRequirements

# ruff: noqa: SIM905 -- one name per line would be three screens
OPEN = """
    aggregate_order_by async_dialect autocommit boolean_col_expressions check_constraint_reflection comment_reflection
    computed_columns computed_columns_reflect_persisted computed_columns_stored computed_columns_virtual
    create_or_replace_view create_table_as create_temp_table_as cross_schema_fk_reflection ctes date_historic
    datetime_historic datetime_literals dbapi_lastrowid emulated_lastrowid emulated_lastrowid_even_with_sequences
    except_ expression_server_defaults fetch_offset_with_options fk_constraint_option_reflection_ondelete_noaction
    foreign_key_constraint_name_reflection foreign_key_constraint_option_reflection_ondelete
    foreign_key_constraint_option_reflection_onupdate foreign_keys_reflect_as_index has_temp_table
    indexes_check_column_order intersect isolation_level json_array_indexes json_type legacy_unconditional_json_extract
    mod_operator_as_percent_sign nvarchar_types order_by_collation order_by_label_with_expression
    precision_numerics_enotation_small precision_numerics_many_significant_digits
    precision_numerics_retains_significant_digits reflect_table_options regexp_match regexp_replace savepoints
    schema_create_delete schemas server_defaults skip_autocommit_rollback supports_bitwise_and supports_bitwise_or
    supports_bitwise_shift supports_bitwise_xor table_ddl_if_exists temp_table_comment_reflection tuple_in
    tuple_in_w_empty two_phase_transactions unicode_ddl unique_constraints_reflect_as_index
    unique_index_reflect_as_unique_constraints update_from view_column_reflection view_reflection views window_functions
    window_range window_range_numeric
""".split()
MYSQL_ONLY = """
    fetch_expression fk_constraint_option_reflection_ondelete_restrict fk_constraint_option_reflection_onupdate_restrict
    json_index_supplementary_unicode_element
""".split()
MARIADB_ONLY = """
    cast_precision_numerics_many_significant_digits ctes_with_values fetch_first fetch_no_order_by fetch_ties
    index_ddl_if_exists update_where_target_in_subquery uuid_data_type
""".split()
#: A selected literal of a date or time is text; columns have no fractions of seconds, nor text without a length, unless
#: the type says so; a LIMIT takes no expressions; FLOAT rounds.
CLOSED = """
    date_implicit_bound datetime_implicit_bound datetime_microseconds precision_generic_float_type
    sql_expression_limit_offset time_implicit_bound time_microseconds unbounded_varchar
""".split()


class Requirements(SuiteRequirements):
    """The requirements."""

    def get_order_by_collation(self, config: Any) -> str:
        """Return a collation that the test's databases know."""
        return "utf8mb4_bin"

    def get_isolation_levels(self, config: Any) -> dict[str, Any]:
        """Return the default level and all levels."""
        return {"default": "REPEATABLE READ", "supported": config.db.dialect.get_isolation_level_values(None)}


def _require(names: list[str], make: Callable[..., Any], *arguments: str) -> None:
    """Define properties that make a new exclusion on each access: one that is shared collects those of other tests."""
    for name in names:
        setattr(Requirements, name, property(lambda _self: make(*arguments)))


_require(OPEN, exclusions.open)
_require(MYSQL_ONLY, exclusions.only_on, "mysql")
_require(MARIADB_ONLY, exclusions.only_on, "mariadb")
_require(CLOSED, exclusions.closed)
