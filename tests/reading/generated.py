"""Generated models, their rows, and statements on them."""

import enum
import itertools
import string
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    Enum,
    Float,
    Integer,
    Interval,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Text,
    Time,
    Uuid,
    and_,
    bindparam,
    func,
    not_,
    or_,
)
from sqlalchemy.dialects import mysql
from sqlmodel import Field, SQLModel, select
from sqlmodel.sql.sqltypes import UTCDateTime

from tests.reading.models import Colour, Reversed

_numbers = itertools.count()

TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)
MOMENTS = st.datetimes(datetime(1971, 1, 1), datetime(2037, 1, 1))


class Level(enum.IntEnum):
    """Stored by name, as SQLAlchemy stores every enum."""

    LOW = 1
    HIGH = 2


@dataclass(frozen=True)
class Kind:
    """A type of column and values for it."""

    type: Any
    python: Any
    values: st.SearchStrategy[Any]
    comparable: bool = True


def on_mysql(elsewhere: Any, on_mysql: Any) -> Any:
    """Return a type that is another on MySQL and MariaDB."""
    return elsewhere.with_variant(on_mysql, "mysql", "mariadb")


def _micro(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=5,
).filter(lambda value: value is not None)

KINDS = {
    "integer": Kind(Integer(), int, st.integers(-(2**31), 2**31 - 1)),
    "small": Kind(SmallInteger(), int, st.integers(-(2**15), 2**15 - 1)),
    "big": Kind(BigInteger(), int, st.integers(-(2**63), 2**63 - 1)),
    "boolean": Kind(Boolean(), bool, st.booleans()),
    "text": Kind(String(60), str, TEXT),
    "long text": Kind(Text(), str, TEXT, comparable=False),
    "double": Kind(Double(), float, st.floats(allow_nan=False, allow_infinity=False, width=32)),
    "float": Kind(Float(), float, st.integers(-1000, 1000).map(lambda number: number / 8)),
    "decimal": Kind(Numeric(12, 4), Decimal, st.decimals(-(10**7), 10**7, places=4, allow_nan=False)),
    "float from decimal": Kind(Numeric(12, 3, asdecimal=False), float, st.integers(-(10**6), 10**6).map(float)),
    "date": Kind(Date(), date, st.dates(date(1000, 1, 1), date(9999, 12, 31))),
    "time": Kind(Time(), time, st.times().map(lambda value: value.replace(microsecond=0))),
    "moment": Kind(UTCDateTime(), datetime, MOMENTS.map(lambda moment: _micro(moment).replace(tzinfo=UTC))),
    "naive moment": Kind(DateTime(), datetime, MOMENTS.map(_micro)),
    "interval": Kind(Interval(), timedelta, st.timedeltas(timedelta(0), timedelta(days=300)).map(
        lambda value: timedelta(days=value.days, seconds=value.seconds))),
    "enum": Kind(Enum(Colour), Colour, st.sampled_from(Colour)),
    "enum of numbers": Kind(Enum(Level), Level, st.sampled_from(Level)),
    "enum of text": Kind(Enum("a", "b", "가", name="letters"), str, st.sampled_from(["a", "b", "가"])),
    "json": Kind(JSON(), Any, JSON_VALUES, comparable=False),
    "uuid": Kind(Uuid(), uuid.UUID, st.uuids(version=4)),
    "uuid as text": Kind(Uuid(as_uuid=False), str, st.uuids(version=4).map(str)),
    "bytes": Kind(LargeBinary(60), bytes, st.binary(max_size=40)),
    "custom": Kind(Reversed(), str, TEXT),
    "unsigned": Kind(on_mysql(BigInteger(), mysql.BIGINT(unsigned=True)), int, st.integers(0, 2**63 - 1)),
    "set": Kind(on_mysql(String(20), mysql.SET("x", "y", "z")), Any, st.just("x"), comparable=False),
    "year": Kind(on_mysql(Integer(), mysql.YEAR()), int, st.integers(1901, 2155)),
    "bit": Kind(on_mysql(Integer(), mysql.BIT(8)), int, st.integers(0, 255), comparable=False),
    "exact moment": Kind(on_mysql(DateTime(), mysql.DATETIME(fsp=6)), datetime, MOMENTS),
}  # fmt: skip


@dataclass
class Case:
    """A model, its rows, and what builds a statement, with the parameters for it."""

    model: Any
    rows: list[dict[str, Any]]
    make: Callable[[], Any]
    params: dict[str, Any]


def make_model(columns: dict[str, tuple[str, bool]], number: int) -> Any:
    """Return a model with these columns: the names of their kinds, and whether they may be null."""
    fields: dict[str, Any] = {
        "id": Field(default=None, primary_key=True),
        "metadata": MetaData(),
        "__tablename__": f"generated_{number}",
        "__module__": __name__,
        "__annotations__": {"id": int | None},
    }
    for name, (kind, nullable) in columns.items():
        fields["__annotations__"][name] = Any
        fields[name] = Field(default=None, sa_column=Column(name, KINDS[kind].type, nullable=nullable))
    return type(SQLModel)(f"Generated{number}", (SQLModel,), fields, table=True)


def _criteria(
    draw: Any, model: Any, columns: dict[str, tuple[str, bool]], rows: list[dict[str, Any]], params: Any
) -> Callable[[], Any]:
    name = draw(st.sampled_from(["id", *(name for name, (kind, _) in columns.items() if KINDS[kind].comparable)]))
    column = getattr(model, name)
    seen = [row[name] for row in rows if row.get(name) is not None]
    value = draw(st.sampled_from(seen)) if seen and name != "id" else None
    form = draw(st.sampled_from(["null", "in", "equal", "parameter", "bound in", "not"]))
    if value is None or form == "null":
        return lambda: column.is_(None)
    if form == "in":
        values = draw(st.lists(st.sampled_from(seen), max_size=3))
        return lambda: column.in_(values)
    if form == "bound in":
        params["values"] = draw(st.lists(st.sampled_from(seen), min_size=1, max_size=3))
        return lambda: column.in_(bindparam("values", expanding=True))
    if form == "parameter":
        params["value"] = value
        return lambda: column == bindparam("value")
    return lambda: not_(column == value) if form == "not" else column == value


@st.composite
def cases(draw: Any) -> Case:
    """Draw a case."""
    columns = {
        f"{letter}_{kind.replace(' ', '_')}": (kind, draw(st.booleans()))
        for letter, kind in zip(
            string.ascii_lowercase, draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=6)), strict=False
        )
    }
    model = make_model(columns, next(_numbers))
    values = {
        name: st.none() | KINDS[kind].values if nullable else KINDS[kind].values
        for name, (kind, nullable) in columns.items()
    }
    rows = draw(st.lists(st.fixed_dictionaries(values), max_size=5))
    params: dict[str, Any] = {}
    selected = draw(st.sampled_from(["entity", "entity", "columns", "entity and columns", "aggregate", "expressions"]))
    names = draw(st.lists(st.sampled_from(sorted(columns)), min_size=1, max_size=4))
    limits = draw(st.none() | st.tuples(st.integers(0, 4), st.integers(0, 2)))
    criteria = [
        (_criteria(draw, model, columns, rows, params), draw(st.integers(0, 3)), draw(st.sampled_from("|&-")))
        for _ in range(draw(st.integers(0, 2)))
    ]

    def make() -> Any:
        attributes = [getattr(model, name) for name in names]
        if selected == "aggregate":
            statement: Any = select(func.count(attributes[0]), func.count().label("all"), func.max(model.id))
        elif selected == "expressions":
            statement = select(func.coalesce(attributes[0], attributes[0]), model.id.label("x"), model.id + 1)
        else:
            statement = select(*{"entity": [model], "columns": attributes}.get(selected, [model, *attributes[:2]]))
        if selected != "aggregate":
            statement = statement.order_by(model.id)
            if limits is not None:
                statement = statement.limit(limits[0]).offset(limits[1])
        for criterion, least, form in criteria:
            one, other = criterion(), model.id > least
            statement = statement.where({"|": or_(one, other), "&": and_(one, other)}.get(form, one))
        return statement

    return Case(model, rows, make, params)
