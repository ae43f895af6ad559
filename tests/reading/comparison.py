"""The fast path beside the ordinary one: the same statement, and everything that can be told of its result."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, inspect
from sqlalchemy.exc import InvalidRequestError
from sqlmodel.ext.asyncio.session import AsyncSession

from aiolift import Database


def described(value: Any, known: dict[int, str] | None = None) -> Any:
    """Return all that makes `value`: types too, and which objects are one and the same."""
    known = {} if known is None else known
    if id(value) in known:
        return known[id(value)]
    state = inspect(value, raiseerr=False)
    if state is not None and hasattr(state, "identity_key"):
        known[id(value)] = f"object {len(known)}"
        loaded = {name: described(state.dict[name], known) for name in sorted(state.dict) if name in state.attrs}
        extra = {name: getattr(value, name, None) for name in ("__pydantic_fields_set__", "__pydantic_private__")}
        return (known[id(value)], type(value).__name__, state.key, loaded, sorted(state.unloaded), repr(extra))
    if isinstance(value, (list, tuple, set, frozenset, Row)):
        return (type(value).__name__, getattr(value, "_fields", ()), [described(item, known) for item in value])
    if isinstance(value, dict):
        return (type(value).__name__, {key: described(item, known) for key, item in value.items()})
    return (type(value).__name__, repr(value))


def everything(statement: Any, result: Any) -> Any:
    """Return all that can be told of the result of `statement`: how its rows can be asked, and what they hold."""
    keys = list(result.keys()) if hasattr(result, "keys") else None
    rows = _all(result)
    asked = [_by_expression(rows[0], statement)] if rows and isinstance(rows[0], Row) else []
    return keys, asked, described(rows)


async def ordinary(db: Database, make: Callable[[], Any], **options: Any) -> Any:
    """Return what an AsyncSession gives for the statement that `make` builds."""
    async with AsyncSession(db.engine, expire_on_commit=False) as session:
        statement = make()
        return everything(statement, await session.exec(statement, **options))


async def fast(db: Database, make: Callable[[], Any], *, path: str | None = None, **options: Any) -> Any:
    """Return what a reader gives for it; it must have taken `path`, or any but the ordinary one.

    The statement is built and read twice: the first rows are read with less knowledge, and the next expressions are
    not those that the plan was made of.
    """
    found = []
    for _ in range(2):
        before = db.read_counts.fast
        async with db.reader() as reader:
            statement = make()
            found.append(everything(statement, await reader.exec(statement, **options)))
            explanation = reader.explain(statement)
        assert db.read_counts.fast == before + 1, str(explanation)
        assert explanation.fast, str(explanation)
        assert path is None or explanation.path == path, str(explanation)
    assert found[0] == found[1]
    return found[1]


async def assert_same(db: Database, make: Callable[[], Any], *, path: str | None = None, **options: Any) -> None:
    """Both paths give the same."""
    assert await fast(db, make, path=path, **options) == await ordinary(db, make, **options)


def _by_expression(row: Any, statement: Any) -> list[Any]:
    found = []
    for column in getattr(statement, "column_descriptions", ()):
        try:
            found.append(described(row._mapping[column["expr"]]))
        except (KeyError, InvalidRequestError) as error:  # of an ambiguous name
            found.append(type(error).__name__)
    return found


def _all(result: Any) -> Any:
    needs_unique = getattr(getattr(result, "_real_result", result), "_unique_filter_state", None)
    return (result.unique() if needs_unique else result).all()
