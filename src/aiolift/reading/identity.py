"""The statement of ``session.get``: one object by its primary key."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, inspect, select
from sqlalchemy.orm import Mapper


def select_by_identity(entity: Any, identity: Any) -> tuple[Any, dict[str, Any]] | None:
    """Return a statement for the object of this primary key, and its parameters; None for what it does not know.

    :param identity: a value, a tuple of values, or a dict by attribute.
    """
    mapper = inspect(entity, raiseerr=False)
    if not isinstance(mapper, Mapper):
        return None
    names = [mapper.get_property_by_column(column).key for column in mapper.primary_key]
    if isinstance(identity, dict):
        values = [identity.get(name) for name in names] if identity.keys() == set(names) else []
    else:
        values = list(identity) if isinstance(identity, (tuple, list)) else [identity]
    if len(values) != len(names) or None in values:
        return None
    return _statement(mapper), {f"identity_{number}": value for number, value in enumerate(values)}


@lru_cache(maxsize=500)
def _statement(mapper: Mapper[Any]) -> Any:
    columns = enumerate(mapper.primary_key)
    return select(mapper).where(
        *(column == bindparam(f"identity_{number}", type_=column.type) for number, column in columns)
    )
