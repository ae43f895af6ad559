"""What async connections and engines pass on to the sync object that they hold.

They have slots: an attribute that is not theirs can be neither read nor set. An async session takes any attribute.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiolift.knowledge.database import CONNECTION, ENGINE


@dataclass(frozen=True)
class Proxy:
    """One async class.

    :param sync: the attribute with the sync object.
    :param passes: all public attributes of the async class.
    """

    sync: str
    passes: frozenset[str]


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: By the name of the sync class.
PROXIES = {
    CONNECTION: Proxy(
        "sync_connection",
        _names(
            "aclose begin begin_nested close closed commit connection default_isolation_level dialect engine execute "
            "exec_driver_sql execution_options get_isolation_level get_nested_transaction get_raw_connection "
            "get_transaction in_nested_transaction in_transaction info invalidate invalidated rollback run_sync scalar "
            "scalars start stream stream_scalars sync_connection sync_engine"
        ),
    ),
    ENGINE: Proxy(
        "sync_engine",
        _names(
            "begin clear_compiled_cache connect dialect dispose driver echo engine execution_options "
            "get_execution_options name pool raw_connection sync_engine update_execution_options url"
        ),
    ),
}
