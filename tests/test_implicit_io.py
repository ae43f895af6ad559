"""Attribute accesses that would query the database: the error names the attribute, and its advice works."""

import re
from collections.abc import AsyncIterator, Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Optional

import pytest
from sqlalchemy import DateTime, ForeignKey
from sqlalchemy.ext.asyncio import AsyncAttrs
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    defer,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
    undefer,
)
from sqlmodel import Field, Relationship, SQLModel, func, select

from aiolift import AsyncSession, Database, ImplicitIOError
from tests.conftest import MYSQL_DRIVERS
from tests.servers import Server


class SpotTag(SQLModel, table=True):
    """Which spot has which tag."""

    __tablename__ = "implicit_spot_tag"
    spot_id: int = Field(primary_key=True, foreign_key="implicit_spot.id")
    tag_id: int = Field(primary_key=True, foreign_key="implicit_tag.id")


class Tag(SQLModel, table=True):
    """A tag of spots."""

    __tablename__ = "implicit_tag"
    id: int | None = Field(default=None, primary_key=True)
    spots: list["Spot"] = Relationship(back_populates="tags", link_model=SpotTag)


class Guide(SQLModel, table=True):
    """A guide, who shows spots."""

    __tablename__ = "implicit_guide"
    id: int | None = Field(default=None, primary_key=True)
    licence: Optional["Licence"] = Relationship(back_populates="guide", sa_relationship_kwargs={"uselist": False})
    spots: list["Spot"] = Relationship(back_populates="guide")


class Licence(SQLModel, table=True):
    """A guide's licence."""

    __tablename__ = "implicit_licence"
    id: int | None = Field(default=None, primary_key=True)
    guide_id: int | None = Field(default=None, foreign_key="implicit_guide.id")
    guide: Guide | None = Relationship(back_populates="licence")


class Spot(SQLModel, table=True):
    """A spot with one guide, tags, and times that the server fills in."""

    __tablename__ = "implicit_spot"
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(default="", max_length=50)
    guide_id: int | None = Field(default=None, foreign_key="implicit_guide.id")
    guide: Guide | None = Relationship(back_populates="spots")
    tags: list[Tag] = Relationship(back_populates="spots", link_model=SpotTag)
    created: datetime | None = Field(
        default=None, sa_type=DateTime, nullable=False, sa_column_kwargs={"server_default": func.now()}
    )
    updated: datetime | None = Field(
        default=None,
        sa_type=DateTime,
        nullable=False,
        sa_column_kwargs={"server_default": func.now(), "onupdate": func.now()},
    )


class Base(AsyncAttrs, DeclarativeBase):
    """For what SQLModel cannot map: relationships that are inherited."""


class Town(Base):
    """A town."""

    __tablename__ = "implicit_town"
    id: Mapped[int] = mapped_column(primary_key=True)


class Place(Base):
    """A place in a town."""

    __tablename__ = "implicit_place"
    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "place"}  # noqa: RUF012 -- SQLAlchemy's form
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column()
    town_id: Mapped[int] = mapped_column(ForeignKey("implicit_town.id"))
    town: Mapped[Town] = relationship()


class Beach(Place):
    """A place that inherits its town."""

    __tablename__ = "implicit_beach"
    __mapper_args__ = {"polymorphic_identity": "beach"}  # noqa: RUF012 -- SQLAlchemy's form
    id: Mapped[int] = mapped_column(ForeignKey("implicit_place.id"), primary_key=True)
    water: Mapped[str] = mapped_column()


TABLES = [model.__table__ for model in (Guide, Licence, Tag, Spot, SpotTag)]
MODELS = {model.__name__: model for model in (Guide, Licence, Tag, Spot, Place, Beach)}


async def with_a_spot(url: str) -> Database:
    """Return a Database with one object of each model, all related."""
    db = Database(url)
    async with db.engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all, tables=TABLES)
    async with db.session() as session:
        guide = Guide(id=1, licence=Licence(id=1))
        session.add(Spot(id=1, name="Haeundae", guide=guide, tags=[Tag(id=1)]))
    return db


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[Database]:
    """Yield a Database on SQLite; nothing here depends on the server but its computed columns."""
    database = await with_a_spot(f"sqlite:///{tmp_path / 'spots.db'}")
    async with database.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with database.session() as session:
        session.add(Beach(id=1, kind="beach", water="clear", town=Town(id=1)))
    yield database
    await database.dispose()


@pytest.fixture
async def mysql_db(mysql_url: str) -> AsyncIterator[Database]:
    """Yield a Database for every MySQL driver on both servers, which do not return what they compute in an UPDATE."""
    database = await with_a_spot(mysql_url)
    yield database
    await database.dispose()


def suggested(error: pytest.ExceptionInfo[ImplicitIOError], beginning: str, **names: Any) -> Any:
    """Evaluate the code of the message that starts with `beginning`."""
    found = re.search(re.escape(beginning) + r".*?\)(?=;|$)", str(error.value))
    assert found, str(error.value)
    return eval(found[0], {"select": select, "selectinload": selectinload, "undefer": undefer, **MODELS, **names})


RELATIONSHIPS = {
    "many to one": (Spot, "guide", Spot),
    "one to many": (Guide, "spots", Guide),
    "one to one": (Guide, "licence", Guide),
    "many to many": (Spot, "tags", Spot),
    "inherited": (Beach, "town", Beach),
    "inherited, found through the base class": (Place, "town", Beach),
}


@pytest.mark.parametrize(("queried", "attribute", "named"), RELATIONSHIPS.values(), ids=RELATIONSHIPS)
async def test_relationship(db: Database, queried: type[Any], attribute: str, named: type[Any]) -> None:
    """Reading a relationship that was not loaded names it, and both ways out of the message load it."""
    async with db.session() as session:
        obj = (await session.exec(select(queried))).one()
        with pytest.raises(ImplicitIOError, match=rf"^{named.__name__}\.{attribute} is not loaded") as error:
            getattr(obj, attribute)
        await suggested(error, "session.refresh(", session=session, obj=obj)
        assert getattr(obj, attribute)

    async with db.session() as session:
        obj = (await session.exec(suggested(error, "select("))).one()
        assert getattr(obj, attribute)


async def test_relationship_of_a_changed_object(db: Database) -> None:
    """The error is the same where the access would have flushed a change before it."""
    async with db.session() as session:
        spot = await session.get_one(Spot, 1)
        spot.name = "Gwangalli"
        with pytest.raises(ImplicitIOError, match=r"^Spot\.guide is not loaded"):
            _ = spot.guide


async def test_relationship_in_a_reader(db: Database) -> None:
    """The read-only session says the same."""
    async with db.reader() as session:
        spot = await session.get_one(Spot, 1)
        with pytest.raises(ImplicitIOError, match=r"^Spot\.tags is not loaded"):
            _ = spot.tags


async def test_deferred_column(db: Database) -> None:
    """A column that the query left out is named, and both ways out of the message load it."""
    async with db.session() as session:
        spot = (await session.exec(select(Spot).options(defer(Spot.name)))).one()
        with pytest.raises(ImplicitIOError, match=r"^Spot\.name is not loaded") as error:
            _ = spot.name
        await suggested(error, "session.refresh(", session=session, obj=spot)
        assert spot.name == "Haeundae"

    async with db.session() as session:
        spot = (await session.exec(suggested(error, "select(").options(defer(Spot.guide_id)))).one()
        assert spot.name == "Haeundae"


async def test_expired_attribute(db: Database) -> None:
    """An attribute that was expired is named."""
    async with db.session() as session:
        spot = await session.get_one(Spot, 1)
        session.expire(spot, ["name"])
        with pytest.raises(ImplicitIOError, match=r"^Spot\.name is not loaded"):
            _ = spot.name


async def test_expired_object(db: Database) -> None:
    """After a rollback all columns have expired; the message names them, and its way out loads them."""
    async with db.session() as session:
        spot = await session.get_one(Spot, 1)
        await session.rollback()
        with pytest.raises(ImplicitIOError, match=r"^Spot\.id, Spot\.name, Spot\.guide_id, .* are not loaded") as error:
            _ = spot.name
        await suggested(error, "session.refresh(", session=session, obj=spot)
        assert spot.name == "Haeundae"


async def test_column_that_an_update_computes(mysql_db: Database) -> None:
    """``onupdate=func.now()`` is not known after the flush, nor after the commit, until it is fetched."""
    async with mysql_db.session() as session:
        spot = await session.get_one(Spot, 1)
        spot.name = "Gwangalli"
        await session.commit()
        with pytest.raises(ImplicitIOError, match=r"^Spot\.updated is not loaded, as it was computed") as error:
            _ = spot.updated
        await suggested(error, "session.refresh(", session=session, obj=spot)
        assert isinstance(spot.updated, datetime)


@pytest.mark.parametrize("driver", MYSQL_DRIVERS)
async def test_columns_that_an_insert_computes(mysql: Server, driver: str, fresh_database: Callable[..., str]) -> None:
    """MySQL does not return server defaults (MariaDB and SQLite do); they are named and can be fetched."""
    db = await with_a_spot(fresh_database(mysql, driver))
    async with db.session() as session:
        spot = Spot(name="Gwangalli")
        session.add(spot)
        await session.flush()
        assert spot.id is not None
        with pytest.raises(ImplicitIOError, match=r"^Spot\.created, Spot\.updated are not loaded") as error:
            _ = spot.created
        await suggested(error, "session.refresh(", session=session, obj=spot)
        assert isinstance(spot.created, datetime)
    await db.dispose()


async def _loaded_with_the_query(session: AsyncSession, option: Any) -> int:
    spot = (await session.exec(select(Spot).options(option))).unique().one()
    return len(spot.tags)


async def test_no_error_where_the_load_is_awaited(db: Database) -> None:
    """Loader options, refresh, run_sync and awaitable_attrs query with an await, and go through."""
    async with db.session() as session:
        assert await _loaded_with_the_query(session, selectinload(Spot.tags)) == 1
    async with db.session() as session:
        assert await _loaded_with_the_query(session, joinedload(Spot.tags)) == 1
    async with db.session() as session:
        spot = await session.get_one(Spot, 1)
        await session.refresh(spot, ["tags"])
        assert len(spot.tags) == 1
    async with db.session() as session:
        spot = await session.get_one(Spot, 1)
        assert await session.run_sync(lambda _: len(spot.tags)) == 1
    async with db.session() as session:
        beach = await session.get_one(Beach, 1)
        assert (await beach.awaitable_attrs.town).id == 1


async def test_cascades_load_what_they_need(db: Database) -> None:
    """Deleting an object loads its relationships inside the await."""
    async with db.session() as session:
        await session.delete(await session.get_one(Spot, 1))
    async with db.reader() as session:
        assert (await session.exec(select(SpotTag))).all() == []


async def test_loaded_attributes_stay_readable_after_the_end(db: Database) -> None:
    """What was loaded can be read after the session has ended; for what was not, the error names the loader option."""
    async with db.reader() as session:
        spot = (await session.exec(select(Spot).options(selectinload(Spot.tags)))).one()
    assert (spot.name, len(spot.tags)) == ("Haeundae", 1)
    with pytest.raises(ImplicitIOError, match=r"selectinload\(Spot.guide\)"):
        _ = spot.guide
