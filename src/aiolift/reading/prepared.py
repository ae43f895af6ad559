"""A prepared read: parameters in, objects out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy.exc import MultipleResultsFound, NoResultFound

from aiolift.errors import StatementParameterError

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from collections.abc import Set as AbstractSet

    from aiolift.reading.fallback import Explanation
    from aiolift.reading.path import ReadPath

Item = TypeVar("Item")


class PreparedRead(Generic[Item]):
    """One statement, to be read again and again with other parameters: those named with ``bindparam("name")``.

    ::

        heroes = reader.prepare(select(Hero).where(Hero.name == bindparam("name")))
        hero = await heroes.one(name="Deadpond")

    It gives what ``reader.exec(statement, params=…)`` gives, as objects for one entity, values for one column, and rows
    for several. It belongs to the Database and not to the reader: it can be kept, and used by many tasks at once. Each
    read checks a connection out, and lets it go.
    """

    def __init__(self, path: ReadPath, statement: Any) -> None:
        self._path = path
        self._statement = statement
        self._needed, self._taken = path.parameter_names(statement)
        self._planned = path.prepare(statement)

    def __repr__(self) -> str:
        return f"PreparedRead({' '.join(str(self._statement).split())!r})"

    async def all(self, **parameters: Any) -> list[Item]:
        """Return all that the statement finds, without repetitions where it loads collections with a join.

        :raises StatementParameterError: a parameter is missing, or is none of the statement's.
        :raises DBAPIError: as ``reader.exec`` raises it.
        """
        return await self._read(parameters)

    async def first(self, **parameters: Any) -> Item | None:
        """Return the first of what the statement finds, or None."""
        found = await self._read(parameters)
        return found[0] if found else None

    async def one_or_none(self, **parameters: Any) -> Item | None:
        """Return the only thing that the statement finds, or None.

        :raises MultipleResultsFound: there are several.
        """
        found = await self._read(parameters)
        if len(found) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return found[0] if found else None

    async def one(self, **parameters: Any) -> Item:
        """Return the only thing that the statement finds.

        :raises NoResultFound: there is none.
        :raises MultipleResultsFound: there are several.
        """
        found = await self._read(parameters)
        if len(found) > 1:
            raise MultipleResultsFound("Multiple rows were found when exactly one was required")
        if not found:
            raise NoResultFound("No row was found when one was required")
        return found[0]

    def explain(self) -> Explanation:
        """Say how the statement is read."""
        return self._path.explain(self._statement)

    def _read(self, parameters: dict[str, Any]) -> Awaitable[list[Item]]:
        if not self._needed <= parameters.keys() <= self._taken:
            raise self._wrong_parameters(parameters.keys())
        return self._path.read_prepared(self._statement, self._planned, parameters)

    def _wrong_parameters(self, given: AbstractSet[str]) -> StatementParameterError:
        wrong = [f"no value for {name}" for name in sorted(self._needed - given)]
        wrong += [f"{name} is none of its parameters" for name in sorted(given - self._taken)]
        takes = ", ".join(sorted(self._taken)) or "none"
        return StatementParameterError(f"a prepared read: {'; '.join(wrong)}. Its parameters are: {takes}")
