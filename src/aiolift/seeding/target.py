"""Where rows go: the table of a model, what its columns take, and what the header of a CSV file must say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column, ColumnDefault, Float, inspect
from sqlalchemy.exc import NoInspectionAvailable
from sqlalchemy.types import TypeDecorator

from aiolift.errors import SeedError, SeedHeaderError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sqlalchemy import Dialect, Table
    from sqlmodel import SQLModel


@dataclass(frozen=True)
class Target:
    """One model's table, as one file or one bulk load fills it. Columns are called by the names of their fields."""

    model: type[SQLModel]
    table: Table
    path: Path | None
    """The file, whose cells are text; None where the rows are Python values."""
    dialect: Dialect
    columns: dict[str, Column[Any]]
    """All columns of the table."""
    header: tuple[str, ...]
    """The columns of the rows, in their order."""
    key: tuple[str, ...]
    """The natural key: columns of the file; none for rows in bulk."""
    defaults: dict[str, Callable[[], Any]]
    """For the columns that are not in the header and get their value in Python: what makes it for a row."""

    @property
    def has_validators(self) -> bool:
        """Whether the model has validators of its own, so that a record must pass through the model as a whole."""
        return _has_validators(self.model)

    @property
    def names(self) -> tuple[str, ...]:
        """The columns that get a value from aiolift: those of the header, then those with a default."""
        return (*self.header, *self.defaults)


def find_target(
    model: type[SQLModel], header: Sequence[str], key: Sequence[str] | None, *, path: Path | None, dialect: Dialect
) -> Target:
    """Return where a file goes, or rows in bulk (where `path` is None, and `key`).

    :raises SeedError: the model is not a table, or `key` does not name fields that can identify a row.
    :raises SeedHeaderError: the header names a column twice, an unknown one, or lacks one without default.
    """
    table, columns = _mapped(model, path)
    if key is not None:
        _check_key(model, columns, key, path)
    key = key or ()
    _check_header(model, columns, header, path)
    absent = {name: column for name, column in columns.items() if name not in header}
    for name, column in absent.items():
        if name in key or not _may_be_absent(model, name, column):
            reason = "it is part of the key" if name in key else "its field has no default"
            message = f"this column is missing, and {reason}; add it"
            raise SeedHeaderError(message, path=path, line=_header_line(path), column=name)
    defaults = {name: _default(model, name, column) for name, column in absent.items()}
    return Target(
        model=model,
        table=table,
        path=path,
        dialect=dialect,
        columns=columns,
        header=tuple(header),
        key=tuple(key),
        defaults={name: default for name, default in defaults.items() if default is not None},
    )


def _mapped(model: type[SQLModel], path: Path | None) -> tuple[Table, dict[str, Column[Any]]]:
    try:
        mapper = inspect(model)
    except NoInspectionAvailable:
        raise SeedError(f"{model.__name__} is not a table; declare it with table=True", path=path) from None
    # SQLModel maps no model that inherits a table, so there is one, and it is no join
    return cast("Table", mapper.local_table), {name: mapper.columns[name] for name in model.model_fields}


def _check_key(model: type[SQLModel], columns: dict[str, Column[Any]], key: Sequence[str], path: Path | None) -> None:
    if isinstance(key, str) or not key:
        raise SeedError(f"key={key!r} is not a tuple of field names; write key=('name',)", path=path)
    for name in key:
        if name not in columns:
            raise SeedError(f"key: {model.__name__} has no field {name!r}; it has {', '.join(columns)}", path=path)
        type_ = columns[name].type
        if isinstance(type_.impl_instance if isinstance(type_, TypeDecorator) else type_, Float):
            raise SeedError(f"key: {name!r} is a float, which is not exact; use a Decimal or another field", path=path)
    if len(set(key)) < len(key):
        raise SeedError(f"key={tuple(key)!r} names a field twice; remove one", path=path)


def _check_header(
    model: type[SQLModel], columns: dict[str, Column[Any]], header: Sequence[str], path: Path | None
) -> None:
    for number, name in enumerate(header):
        problem = None
        if name in header[:number]:
            problem = "this column is named twice; remove one"
        elif name not in columns:
            problem = f"{model.__name__} has no such field; it has {', '.join(columns)}"
            if len(header) == 1 and any(separator in name for separator in ";\t|"):
                problem += ". Cells are separated by commas"
        if problem:
            raise SeedHeaderError(problem, path=path, line=_header_line(path), column=name)


def _header_line(path: Path | None) -> int | None:
    return None if path is None else 1


def _may_be_absent(model: type[SQLModel], name: str, column: Column[Any]) -> bool:
    if not model.model_fields[name].is_required():
        return True
    if _has_validators(model):
        return False  # the model is validated as a whole, and the column's default comes too late for it
    return column.default is not None or column.server_default is not None


def _default(model: type[SQLModel], name: str, column: Column[Any]) -> Callable[[], Any] | None:
    """Return what makes the value of an absent column; None leaves it to the server, as the ORM does with a None."""
    field = model.model_fields[name]
    if field.default_factory is not None:
        return lambda: field.get_default(call_default_factory=True, validated_data={})
    if not field.is_required() and field.default is not None:
        return lambda: field.default
    default = column.default
    if isinstance(default, ColumnDefault) and default.is_scalar:
        return lambda: default.arg
    if isinstance(default, ColumnDefault) and default.is_callable:
        return lambda: default.arg(None)
    if default is not None or column.server_default is not None or column is column.table.autoincrement_column:
        return None
    return (lambda: None) if _has_validators(model) else None  # a validator may set it


def _has_validators(model: type[SQLModel]) -> bool:
    decorators = model.__pydantic_decorators__
    return bool(decorators.field_validators or decorators.model_validators or decorators.validators)
