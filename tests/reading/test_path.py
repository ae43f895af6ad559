"""Statements of every kind: read without a session, with the result of a session; and those that are not."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlalchemy import Numeric, String, case, cast, column, exists, func, literal, table, text, tuple_, union_all
from sqlalchemy import select as core_select
from sqlalchemy.exc import NoSuchColumnError
from sqlalchemy.orm import (
    Bundle,
    aliased,
    contains_eager,
    defaultload,
    defer,
    immediateload,
    joinedload,
    lazyload,
    load_only,
    raiseload,
    selectin_polymorphic,
    selectinload,
    subqueryload,
    undefer,
    with_loader_criteria,
    with_polymorphic,
)
from sqlmodel import select

from aiolift import Database
from tests.heroes import checked_out
from tests.reading.comparison import assert_same, everything, ordinary
from tests.reading.models import Animal, Author, Base, Book, Cat, Colour, Dog, Shape, Tag, rows


@pytest.fixture
async def db(any_url: str) -> AsyncIterator[Database]:
    """Yield a Database with the models' rows, for every driver on every server."""
    database = Database(any_url)
    await database.create_tables(Base.metadata)
    async with database.session() as session:
        session.add_all(rows())
    yield database
    assert checked_out(database) == 0
    await database.dispose()


@pytest.fixture
async def sqlite(tmp_path: Any) -> AsyncIterator[Database]:
    """Yield a Database with the models' rows, on SQLite."""
    database = Database(f"sqlite:///{tmp_path / 'books.db'}")
    await database.create_tables(Base.metadata)
    async with database.session() as session:
        session.add_all(rows())
    yield database
    assert checked_out(database) == 0
    await database.dispose()


Parent, Volume = aliased(Book, name="parent"), aliased(Book)
cheap = select(Book.id, Book.price).where(Book.price < 5).subquery()
per_author = select(Book.author_id, func.count().label("books")).group_by(Book.author_id).cte("per_author")

#: The rows become objects directly.
COLUMNS: dict[str, Callable[[], Any]] = {
    "one entity": lambda: select(Author.id, Author.name).order_by(Author.id),
    "several columns, some computed": lambda: select(Book.id, (Book.price * 2).label("double"), Book.colour).order_by(
        Book.id
    ),
    "one column": lambda: select(Book.title).order_by(Book.id),
    "an entity": lambda: select(Tag).order_by(Tag.id),
    "an entity with processors": lambda: select(Book).options().order_by(Book.id),
    "a computed property": lambda: select(Author).order_by(Author.id),
    "nothing found": lambda: select(Tag).where(Tag.id == 99),
    "several entities": lambda: select(Book, Author).join(Author).order_by(Book.id),
    "an outer join that finds nothing": lambda: select(Book, Author).outerjoin(Author).order_by(Book.id),
    "an object in several rows": lambda: select(Author).join(Book).order_by(Book.id),
    "an object in two places": lambda: select(Book, Parent).join(Book.parent.of_type(Parent)).order_by(Book.id),
    "entity and column": lambda: select(Author, Book.title).join(Book).order_by(Book.id),
    "sqlalchemy's select of an entity": lambda: core_select(Tag).order_by(Tag.id),
    "aggregates": lambda: select(func.count(Book.id), func.sum(Book.price), func.max(Book.colour)),
    "a label and an entity": lambda: select(Tag, (Tag.id + 1).label("next")).order_by(Tag.id),
    "expressions of one name": lambda: select(Book.id.label("x"), func.abs(Book.id).label("x")).order_by(Book.id),
    "a window": lambda: select(Book.id, func.row_number().over(order_by=Book.id)).order_by(Book.id),
    "group by and having": lambda: (
        select(Book.author_id, func.count()).group_by(Book.author_id).having(func.count() > 1)
    ),
    "a subquery": lambda: select(Book).join(cheap, cheap.c.id == Book.id).order_by(Book.id),
    "columns of a subquery": lambda: select(cheap.c.id, cheap.c.price).order_by(cheap.c.id),
    "a CTE": lambda: (
        select(Author, per_author.c.books).join(per_author, per_author.c.author_id == Author.id).order_by(Author.id)
    ),
    "exists": lambda: select(Author).where(exists().where(Book.author_id == Author.id)).order_by(Author.id),
    "in_": lambda: select(Book).where(Book.id.in_([1, 3, 99])).order_by(Book.id),
    "in_ with a type": lambda: select(Book.id).where(Book.title.in_(["날개", "Tehanu"]), Book.colour.in_([Colour.RED])),
    "in_ of nothing": lambda: select(Book).where(Book.id.in_([])),
    "in_ of tuples": lambda: (
        select(Book.id).where(tuple_(Book.id, Book.author_id).in_([(1, 1), (2, 2), (3, 1)])).order_by(Book.id)
    ),
    "limit and offset": lambda: select(Book).order_by(Book.id).limit(2).offset(1),
    "slice": lambda: select(Book.id).order_by(Book.id.desc()).slice(1, 3),
    "distinct": lambda: select(Book.author_id).distinct().order_by(Book.author_id),
    "a percent sign": lambda: select(Book.id, literal("100%").label("all of it %")).where(Book.title.like("%a%")),
    "bytes, JSON and UUID": lambda: select(Shape.id, Shape.raw, Shape.notes).order_by(Shape.part),
    "case and literals": lambda: select(
        case((Book.price > 1, "dear"), else_="cheap"), literal(1), literal(None)
    ).order_by(Book.id),
    "two columns of one name": lambda: select(Book.id, Author.id).join(Author).order_by(Book.id),
    "a union": lambda: union_all(select(Author.id, Author.name), select(Tag.id, Tag.word)).order_by("id", "name"),
    "a table of Core": lambda: core_select(Tag.__table__).order_by(Tag.__table__.c.id),
    "a table that is only named": lambda: core_select(table("r_tag", column("id"), column("word"))).order_by("id"),
    "without a table": lambda: core_select(literal("x").label("x"), literal(2)),
    "execution options": lambda: select(Tag).execution_options(populate_existing=True, mine="x").order_by(Tag.id),
    "criteria for all queries": lambda: select(Book).options(with_loader_criteria(Book, Book.id > 1)).order_by(Book.id),
}

#: The ORM's own loaders make the objects.
LOADERS: dict[str, Callable[[], Any]] = {
    "selectinload of many": lambda: select(Author).options(selectinload(Author.books)).order_by(Author.id),
    "selectinload of one": lambda: select(Book).options(selectinload(Book.author)).order_by(Book.id),
    "selectinload through a table": lambda: select(Book).options(selectinload(Book.tags)).order_by(Book.id),
    "selectinload, and again": lambda: (
        select(Author).options(selectinload(Author.books).selectinload(Book.tags)).order_by(Author.id)
    ),
    "selectinload of its own kind": lambda: (
        select(Book).options(selectinload(Book.volumes, recursion_depth=2)).order_by(Book.id)
    ),
    "selectinload of some": lambda: (
        select(Author).options(selectinload(Author.books.and_(Book.id > 2))).order_by(Author.id)
    ),
    "selectinload of nothing": lambda: select(Author).where(Author.id == 99).options(selectinload(Author.books)),
    "joinedload of many": lambda: select(Author).options(joinedload(Author.books)).order_by(Author.id),
    "joinedload of one": lambda: select(Book).options(joinedload(Book.author)).order_by(Book.id),
    "joinedload with a limit": lambda: select(Author).options(joinedload(Author.books)).order_by(Author.id).limit(2),
    "joinedload, and selectinload": lambda: (
        select(Book).options(joinedload(Book.author).selectinload(Author.books)).order_by(Book.id)
    ),
    "contains_eager": lambda: select(Author).join(Author.books).options(contains_eager(Author.books)).order_by(Book.id),
    "load_only": lambda: select(Book).options(load_only(Book.title)).order_by(Book.id),
    "defer": lambda: select(Book).options(defer(Book.price)).order_by(Book.id),
    "undefer": lambda: select(Book).options(undefer(Book.summary)).order_by(Book.id),
    "defaultload": lambda: select(Author).options(
        selectinload(Author.books), defaultload(Author.books).undefer(Book.summary)
    ),
    "lazyload": lambda: select(Book).options(lazyload(Book.author)).order_by(Book.id),
    "raiseload": lambda: select(Book).options(raiseload("*")).order_by(Book.id),
    "noload": lambda: select(Tag).options(lazyload(Tag.books)),
    "a composite and a mutable": lambda: select(Shape).order_by(Shape.part),
    "a bundle": lambda: select(Bundle("pair", Book.id, Book.price), func.abs(Book.id)).order_by(Book.id),
    "inheritance": lambda: select(Animal).order_by(Animal.id),
    "single-table inheritance": lambda: select(Cat),
    "joined inheritance": lambda: select(Dog),
    "with_polymorphic": lambda: select(with_polymorphic(Animal, [Cat, Dog])),
    "selectin_polymorphic": lambda: select(Animal).options(selectin_polymorphic(Animal, [Dog])).order_by(Animal.id),
    "relationship of a subclass": lambda: select(Animal).options(selectinload(Animal.owner)).order_by(Animal.id),
}


async def test_columns(db: Database) -> None:
    """Where each attribute is a column, the rows become the objects, values and rows that a session gives."""
    for name, make in COLUMNS.items():
        try:
            await assert_same(db, make)
        except Exception as error:
            error.add_note(name)
            raise


async def test_loaders(db: Database) -> None:
    """Where there is more to load, the ORM's loaders give what they give a session."""
    for name, make in LOADERS.items():
        try:
            await assert_same(db, make)
        except Exception as error:
            error.add_note(name)
            raise


@pytest.mark.parametrize("name", COLUMNS)
async def test_columns_directly(sqlite: Database, name: str) -> None:
    """These statements need no loaders."""
    path = "loaders" if "criteria" in name else "columns"
    await assert_same(sqlite, COLUMNS[name], path=path)


@pytest.mark.parametrize("name", LOADERS)
async def test_with_loaders(sqlite: Database, name: str) -> None:
    """These statements do."""
    await assert_same(sqlite, LOADERS[name])


#: Only a session can read these.
SESSION: dict[str, Callable[[], Any]] = {
    "subqueryload": lambda: select(Author).options(subqueryload(Author.books)).order_by(Author.id),
    "immediateload": lambda: select(Book).options(immediateload(Book.author)).order_by(Book.id),
    "text columns": lambda: select(text("id"), text("title")).select_from(Book).order_by(Book.id),
    "every column": lambda: select(text("*")).select_from(Tag.__table__).order_by(Tag.id),
}


@pytest.mark.parametrize("name", SESSION)
async def test_with_a_session(sqlite: Database, name: str) -> None:
    """What the fast path does not cover falls back by itself, with the result of a session and a reason."""
    for _ in range(2):
        async with sqlite.reader() as reader:
            statement = SESSION[name]()
            found = everything(statement, await reader.exec(statement))
            assert reader.explain(statement).reason
        assert found == await ordinary(sqlite, SESSION[name])
    assert sqlite.read_counts.fast == 0
    assert sqlite.read_counts.fallbacks.total() == 2


async def test_columns_that_cannot_be_told_apart(sqlite: Database) -> None:
    """What SQLAlchemy cannot load raises its error from a reader, and `explain` says so."""
    statement = select(cast(Book.price, String), cast(Book.price, Numeric))
    async with sqlite.reader() as reader:
        for _ in range(2):
            assert "NoSuchColumnError" in reader.explain(statement).reason
            with pytest.raises(NoSuchColumnError):
                await reader.exec(statement)
