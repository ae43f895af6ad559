"""Rows to values: every field's own annotation and constraints, and the limits of its column, a batch at a time.

The rows of a file are cells of text, those of a bulk load are values already (``target.path`` is None).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from pydantic import ConfigDict, TypeAdapter, ValidationError

from aiolift.errors import SeedValueError
from aiolift.seeding.limits import cell_annotation, field_annotation, is_optional, value_annotation

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic.fields import FieldInfo
    from pydantic_core import ErrorDetails
    from sqlmodel import SQLModel

    from aiolift.seeding.reader import Records
    from aiolift.seeding.target import Target

#: For each column of the INSERT one value for each row: first the columns of the header, then those with a default.
Columns = list["Sequence[Any]"]
#: How much of a cell an error shows, in characters.
_SHOWN = 60


def make_validator(target: Target) -> CellValidator | ModelValidator:
    """Return the validator for the model of `target`."""
    return ModelValidator(target) if target.has_validators else CellValidator(target)


class CellValidator:
    """Turns records into values, all those of a batch in one call of pydantic.

    A ``table=True`` model does not validate in ``__init__``, and to build its objects would take most of the time. So
    the annotations of its fields are put together as one tuple.
    """

    def __init__(self, target: Target) -> None:
        self._target = target
        fields = target.model.model_fields
        self._optional = _optional(target)
        annotation = field_annotation if target.path is None else cell_annotation
        self._rows = _adapter(
            target, [annotation(fields[name], target.columns[name], target.dialect) for name in target.header]
        )

    def validate(self, records: Records) -> Columns:
        """Return the values of `records`. An empty cell is None where its field is optional; `records` is changed so.

        :raises SeedValueError: the first cell that the field or its column refuses.
        """
        rows = _with_none(records, self._optional)
        columns = _transposed(self._rows, rows, records.lines, self._target)
        return columns + [[default() for _ in rows] for default in self._target.defaults.values()]


class ModelValidator:
    """Turns records into values through the model as a whole, one by one: for models with validators of their own."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self._names = target.names
        self._optional = _optional(target)
        fields = target.model.model_fields
        self._aliases = [_alias(name, fields[name]) for name in target.header]
        self._rows = _adapter(
            target, [value_annotation(fields[name], target.columns[name], target.dialect) for name in self._names]
        )

    def validate(self, records: Records) -> Columns:
        """Return the values of `records`, as `CellValidator.validate` does.

        :raises SeedValueError: the first record that the model refuses, or value that the column refuses.
        """
        instances = [
            self._instance(line, cells)
            for line, cells in zip(records.lines, _with_none(records, self._optional), strict=True)
        ]
        values = [[getattr(instance, name) for name in self._names] for instance in instances]
        return _transposed(self._rows, values, records.lines, self._target)

    def _instance(self, line: int, cells: Sequence[Any]) -> SQLModel:
        data = dict(zip(self._aliases, cells, strict=True))
        try:
            return self._target.model.model_validate(data)
        except ValidationError as error:
            problem = error.errors(include_url=False)[0]
            alias = problem["loc"][0] if problem["loc"] else None
            column = self._target.header[self._aliases.index(str(alias))] if alias in data else None
            shown = data[str(alias)] if alias in data else ",".join(str(cell) for cell in cells)
            raise _refused(problem, shown, self._target, line, column) from None


def _adapter(target: Target, annotations: list[Any]) -> TypeAdapter[list[Sequence[Any]]]:
    config = {**target.model.model_config, "strict": False, "arbitrary_types_allowed": True}
    return TypeAdapter(list[tuple[tuple(annotations)]], config=cast("ConfigDict", config))  # type: ignore[misc,arg-type]


def _optional(target: Target) -> list[int]:
    """Return which columns may be None, and are so where a cell is empty."""
    if target.path is None:
        return []
    fields = target.model.model_fields
    return [index for index, name in enumerate(target.header) if is_optional(fields[name])]


def _with_none(records: Records, optional: list[int]) -> Sequence[Sequence[Any]]:
    rows = cast("list[list[str | None]]", records.rows)
    for index in optional:
        for row in rows:
            if not row[index]:
                row[index] = None
    return rows


def _transposed(
    adapter: TypeAdapter[list[Sequence[Any]]], rows: Sequence[Sequence[Any]], lines: list[int], target: Target
) -> Columns:
    try:
        return list(zip(*adapter.validate_python(rows), strict=True))
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        row, column = cast("tuple[int, int]", problem["loc"][:2])
        name = target.names[column]
        raise _refused(problem, rows[row][column], target, lines[row], name) from None


def _alias(name: str, field: FieldInfo) -> str:
    """Return the name under which the model takes the field's value."""
    alias = field.validation_alias or field.alias
    return alias if isinstance(alias, str) else name


def _refused(problem: ErrorDetails, cell: Any, target: Target, line: int, column: str | None) -> SeedValueError:
    text = "" if cell is None else str(cell)
    shown = repr(text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…") if text else "an empty cell"
    return SeedValueError(f"{shown} is refused: {problem['msg']}", path=target.path, line=line, column=column)
