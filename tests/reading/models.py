"""Models with all that loading knows: relationships of every direction, inheritance, composites, computed columns."""

import enum
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    Column,
    Enum,
    ForeignKey,
    LargeBinary,
    MetaData,
    Numeric,
    String,
    Table,
    TypeDecorator,
    func,
    select,
)
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    column_property,
    composite,
    deferred,
    mapped_column,
    relationship,
)


class Base(DeclarativeBase):
    metadata = MetaData()


class Colour(enum.Enum):
    RED = "rot"
    BLUE = "blau"


class Reversed(TypeDecorator[str]):
    """Text that is stored from its end."""

    impl = String(50)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        """Return what is stored."""
        return None if value is None else value[::-1]

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        """Return what was meant."""
        return None if value is None else value[::-1]


@dataclass
class Point:
    x: int
    y: int


tags = Table(
    "r_book_tag",
    Base.metadata,
    Column("book_id", ForeignKey("r_book.id"), primary_key=True),
    Column("tag_id", ForeignKey("r_tag.id"), primary_key=True),
)


class Author(Base):
    __tablename__ = "r_author"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    books: Mapped[list["Book"]] = relationship(back_populates="author", order_by="Book.id")


class Tag(Base):
    __tablename__ = "r_tag"
    id: Mapped[int] = mapped_column(primary_key=True)
    word: Mapped[str] = mapped_column(String(50))
    books: Mapped[list["Book"]] = relationship(secondary=tags, back_populates="tags")


class Book(Base):
    __tablename__ = "r_book"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(Reversed())
    colour: Mapped[Colour | None] = mapped_column(Enum(Colour))
    price: Mapped[Decimal | None] = mapped_column(Numeric(10, 2))
    summary: Mapped[str | None] = deferred(mapped_column(String(200)))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("r_author.id"))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("r_book.id"))
    author: Mapped[Author | None] = relationship(back_populates="books")
    parent: Mapped["Book | None"] = relationship(remote_side="Book.id", back_populates="volumes")
    volumes: Mapped[list["Book"]] = relationship(back_populates="parent", order_by="Book.id")
    tags: Mapped[list[Tag]] = relationship(secondary=tags, back_populates="books", order_by="Tag.id")


Author.book_count = column_property(
    select(func.count(Book.id)).where(Book.author_id == Author.id).correlate_except(Book).scalar_subquery()
)


class Shape(Base):
    """Composite, mutable JSON, and bytes and UUID as keys."""

    __tablename__ = "r_shape"
    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    x: Mapped[int]
    y: Mapped[int]
    at: Mapped[Point] = composite("x", "y")
    notes: Mapped[dict[str, Any]] = mapped_column(MutableDict.as_mutable(JSON))
    raw: Mapped[bytes | None] = mapped_column(LargeBinary(50))


class Animal(Base):
    """The root of joined and single-table inheritance."""

    __tablename__ = "r_animal"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(50))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("r_author.id"))
    owner: Mapped[Author | None] = relationship()
    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_on": "kind", "polymorphic_identity": "animal"}


class Cat(Animal):
    lives: Mapped[int | None]
    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_identity": "cat"}


class Dog(Animal):
    __tablename__ = "r_dog"
    id: Mapped[int] = mapped_column(ForeignKey("r_animal.id"), primary_key=True)
    trick: Mapped[str] = mapped_column(String(50))
    __mapper_args__: ClassVar[dict[str, Any]] = {"polymorphic_identity": "dog", "polymorphic_load": "selectin"}


def rows() -> list[Any]:
    """Return some of each."""
    first, second, third = Author(id=1, name="이상"), Author(id=2, name="Le Guin"), Author(id=3, name="nobody's")
    tag, other = Tag(id=1, word="달"), Tag(id=2, word="moon")
    return [
        first, second, third, tag, other,
        Book(id=1, title="날개", colour=Colour.RED, price=Decimal("9.9"), summary="s", author=first, tags=[tag, other]),
        Book(id=2, title="Earthsea", colour=None, price=None, author=second, tags=[tag]),
        Book(id=3, title="Tehanu", colour=Colour.BLUE, price=Decimal("0.00"), author=second, parent_id=2),
        Book(id=4, title="", colour=Colour.BLUE, price=Decimal("-1.50"), author=None, parent_id=2),
        Shape(id=uuid.UUID(int=7), part=1, x=1, y=2, notes={"a": [1, None]}, raw=b"\0'\xff\\"),
        Shape(id=uuid.UUID(int=7), part=2, x=-1, y=0, notes={}, raw=None),
        Animal(id=1, name="it", owner=first),
        Cat(id=2, name="Tora", lives=9, owner=first),
        Dog(id=3, name="Jindo", trick="sit"),
    ]  # fmt: skip
