"""Statements of every kind: read without a session, with the result of a session; and those that are not."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy import case, column, exists, func, literal, table, text, tuple_, union_all
from sqlalchemy import select as core_select
from sqlalchemy.orm import (
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
from tests.reading.comparison import assert_same, described, ordinary
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
COLUMNS: dict[str, Any] = {
    "one entity": select(Author.id, Author.name).order_by(Author.id),
    "several columns, some computed": select(Book.id, (Book.price * 2).label("double"), Book.colour).order_by(Book.id),
    "one column": select(Book.title).order_by(Book.id),
    "an entity": select(Tag).order_by(Tag.id),
    "an entity with processors": select(Book).options().order_by(Book.id),
    "a computed property": select(Author).order_by(Author.id),
    "nothing found": select(Tag).where(Tag.id == 99),
    "several entities": select(Book, Author).join(Author).order_by(Book.id),
    "an outer join that finds nothing": select(Book, Author).outerjoin(Author).order_by(Book.id),
    "an object in several rows": select(Author).join(Book).order_by(Book.id),
    "an object in two places": select(Book, Parent).join(Book.parent.of_type(Parent)).order_by(Book.id),
    "entity and column": select(Author, Book.title).join(Book).order_by(Book.id),
    "sqlalchemy's select of an entity": core_select(Tag).order_by(Tag.id),
    "aggregates": select(func.count(Book.id), func.sum(Book.price), func.max(Book.colour)),
    "group by and having": select(Book.author_id, func.count()).group_by(Book.author_id).having(func.count() > 1),
    "a subquery": select(Book).join(cheap, cheap.c.id == Book.id).order_by(Book.id),
    "columns of a subquery": select(cheap.c.id, cheap.c.price).order_by(cheap.c.id),
    "a CTE": select(Author, per_author.c.books)
    .join(per_author, per_author.c.author_id == Author.id)
    .order_by(Author.id),
    "exists": select(Author).where(exists().where(Book.author_id == Author.id)).order_by(Author.id),
    "in_": select(Book).where(Book.id.in_([1, 3, 99])).order_by(Book.id),
    "in_ with a type": select(Book.id).where(Book.title.in_(["날개", "Tehanu"]), Book.colour.in_([Colour.RED])),
    "in_ of nothing": select(Book).where(Book.id.in_([])),
    "in_ of tuples": select(Book.id)
    .where(tuple_(Book.id, Book.author_id).in_([(1, 1), (2, 2), (3, 1)]))
    .order_by(Book.id),
    "limit and offset": select(Book).order_by(Book.id).limit(2).offset(1),
    "slice": select(Book.id).order_by(Book.id.desc()).slice(1, 3),
    "distinct": select(Book.author_id).distinct().order_by(Book.author_id),
    "a percent sign": select(Book.id, literal("100%").label("all of it %")).where(Book.title.like("%a%")),
    "bytes, JSON and UUID": select(Shape.id, Shape.raw, Shape.notes).order_by(Shape.part),
    "case and literals": select(case((Book.price > 1, "dear"), else_="cheap"), literal(1), literal(None)).order_by(
        Book.id
    ),
    "two columns of one name": select(Book.id, Author.id).join(Author).order_by(Book.id),
    "a union": union_all(select(Author.id, Author.name), select(Tag.id, Tag.word)).order_by("id", "name"),
    "a table of Core": core_select(Tag.__table__).order_by(Tag.__table__.c.id),
    "a table that is only named": core_select(table("r_tag", column("id"), column("word"))).order_by("id"),
    "without a table": core_select(literal("x").label("x"), literal(2)),
    "execution options": select(Tag).execution_options(populate_existing=True, mine="x").order_by(Tag.id),
    "criteria for all queries": select(Book).options(with_loader_criteria(Book, Book.id > 1)).order_by(Book.id),
}

#: The ORM's own loaders make the objects.
LOADERS: dict[str, Any] = {
    "selectinload of many": select(Author).options(selectinload(Author.books)).order_by(Author.id),
    "selectinload of one": select(Book).options(selectinload(Book.author)).order_by(Book.id),
    "selectinload through a table": select(Book).options(selectinload(Book.tags)).order_by(Book.id),
    "selectinload, and again": select(Author)
    .options(selectinload(Author.books).selectinload(Book.tags))
    .order_by(Author.id),
    "selectinload of its own kind": select(Book)
    .options(selectinload(Book.volumes, recursion_depth=2))
    .order_by(Book.id),
    "selectinload of some": select(Author).options(selectinload(Author.books.and_(Book.id > 2))).order_by(Author.id),
    "selectinload of nothing": select(Author).where(Author.id == 99).options(selectinload(Author.books)),
    "joinedload of many": select(Author).options(joinedload(Author.books)).order_by(Author.id),
    "joinedload of one": select(Book).options(joinedload(Book.author)).order_by(Book.id),
    "joinedload with a limit": select(Author).options(joinedload(Author.books)).order_by(Author.id).limit(2),
    "joinedload, and selectinload": select(Book)
    .options(joinedload(Book.author).selectinload(Author.books))
    .order_by(Book.id),
    "contains_eager": select(Author).join(Author.books).options(contains_eager(Author.books)).order_by(Book.id),
    "load_only": select(Book).options(load_only(Book.title)).order_by(Book.id),
    "defer": select(Book).options(defer(Book.price)).order_by(Book.id),
    "undefer": select(Book).options(undefer(Book.summary)).order_by(Book.id),
    "defaultload": select(Author).options(selectinload(Author.books), defaultload(Author.books).undefer(Book.summary)),
    "lazyload": select(Book).options(lazyload(Book.author)).order_by(Book.id),
    "raiseload": select(Book).options(raiseload("*")).order_by(Book.id),
    "noload": select(Tag).options(lazyload(Tag.books)),
    "a composite and a mutable": select(Shape).order_by(Shape.part),
    "inheritance": select(Animal).order_by(Animal.id),
    "single-table inheritance": select(Cat),
    "joined inheritance": select(Dog),
    "with_polymorphic": select(with_polymorphic(Animal, [Cat, Dog])),
    "selectin_polymorphic": select(Animal).options(selectin_polymorphic(Animal, [Dog])).order_by(Animal.id),
    "relationship of a subclass": select(Animal).options(selectinload(Animal.owner)).order_by(Animal.id),
}


async def test_columns(db: Database) -> None:
    """Where each attribute is a column, the rows become the objects, values and rows that a session gives."""
    for name, statement in COLUMNS.items():
        try:
            await assert_same(db, statement)
        except Exception as error:
            error.add_note(name)
            raise


async def test_loaders(db: Database) -> None:
    """Where there is more to load, the ORM's loaders give what they give a session."""
    for name, statement in LOADERS.items():
        try:
            await assert_same(db, statement)
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
SESSION: dict[str, Any] = {
    "subqueryload": select(Author).options(subqueryload(Author.books)).order_by(Author.id),
    "immediateload": select(Book).options(immediateload(Book.author)).order_by(Book.id),
    "text columns": select(text("id"), text("title")).select_from(Book).order_by(Book.id),
    "every column": select(text("*")).select_from(Tag.__table__).order_by(Tag.id),
}


@pytest.mark.parametrize("name", SESSION)
async def test_with_a_session(sqlite: Database, name: str) -> None:
    """What the fast path does not cover falls back by itself, with the result of a session and a reason."""
    for _ in range(2):
        async with sqlite.reader() as reader:
            result = await reader.exec(SESSION[name])
            keys = list(result.keys()) if hasattr(result, "keys") else None
            found = (keys, described(result.all()))
            assert reader.explain(SESSION[name]).reason
        assert found == await ordinary(sqlite, SESSION[name])
    assert sqlite.read_counts.fast == 0
    assert sqlite.read_counts.fallbacks.total() == 2
