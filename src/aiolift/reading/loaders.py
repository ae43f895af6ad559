"""The ORM's own loaders on rows that were fetched directly: joined and selectin loading, inheritance, load options.

The loaders see a `private.LoadSession` in the place of a session. Its identity map is of one statement, and its objects
belong to no session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy.util import EMPTY_DICT, await_only, greenlet_spawn
from sqlalchemy.util.concurrency import in_greenlet

from aiolift.reading import private, unloaded
from aiolift.reading.fallback import Fallback, FallbackError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy.engine import Result

    from aiolift.reading.path import ReadPath
    from aiolift.reading.plan import Plan, Shape


async def load(
    path: ReadPath, plan: Plan, shape: Shape, statement: Any, rows: Sequence[Any], params: Any, options: Any
) -> tuple[Result[Any], Collection[Any]]:
    """Return the Result that a session would give for these rows, and the objects that it is made of.

    :raises FallbackError: a loader's own statement cannot be read this way.
    """
    loading = _Loading(path)
    options = {**options, "prebuffer_rows": True}
    if shape.queries:
        result = await greenlet_spawn(loading.load, plan, shape, statement, rows, params, options)
    else:
        result = loading.load(plan, shape, statement, rows, params, options)
    objects = loading.session.identity_map.values()
    for instance in objects:
        unloaded.mark(instance)
    return result, objects


class _Loading:
    def __init__(self, path: ReadPath) -> None:
        self._path = path
        self.session = private.LoadSession(self._execute)

    def load(
        self, plan: Plan, shape: Shape, statement: Any, rows: Iterable[Any], params: Any, options: Any
    ) -> Result[Any]:
        cursor = private.result(shape.cursor_metadata, shape.process(rows), context=plan.context)
        context = private.query_context(plan.compiled, self.session, statement, params, options)
        return private.load(cursor, context)

    def _execute(self, statement: Any, params: Any = None, *, execution_options: Any = EMPTY_DICT) -> Result[Any]:
        if not in_greenlet():
            raise FallbackError(Fallback("a loader queries in the midst of its rows"))
        plan, shape, rows = await_only(self._path.fetch(statement, params))
        return self.load(plan, shape, statement, rows, params, execution_options)
