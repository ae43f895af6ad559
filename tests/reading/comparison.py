"""The fast path beside the ordinary one: the same statement, and everything that can be told of its result."""

from typing import Any

from sqlalchemy import Row, inspect
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


async def ordinary(db: Database, statement: Any, **options: Any) -> Any:
    """Return what an AsyncSession gives, described."""
    async with AsyncSession(db.engine, expire_on_commit=False) as session:
        result = await session.exec(statement, **options)
        keys = list(result.keys()) if hasattr(result, "keys") else None
        return keys, described(_all(result))


async def fast(db: Database, statement: Any, *, path: str | None = None, **options: Any) -> Any:
    """Return what a reader gives, described; it must have taken `path`, or any but the ordinary one.

    Each statement is read twice, as the first rows are read with less knowledge.
    """
    for _ in range(2):
        before = db.read_counts.fast
        async with db.reader() as reader:
            result = await reader.exec(statement, **options)
            keys = list(result.keys()) if hasattr(result, "keys") else None
            found = keys, described(_all(result))
            explanation = reader.explain(statement)
        assert db.read_counts.fast == before + 1, str(explanation)
        assert explanation.fast, str(explanation)
        assert path is None or explanation.path == path, str(explanation)
    return found


async def assert_same(db: Database, statement: Any, *, path: str | None = None, **options: Any) -> None:
    """Both paths give the same."""
    assert await fast(db, statement, path=path, **options) == await ordinary(db, statement, **options)


def _all(result: Any) -> Any:
    needs_unique = getattr(getattr(result, "_real_result", result), "_unique_filter_state", None)
    return (result.unique() if needs_unique else result).all()
