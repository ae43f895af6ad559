from functools import wraps
from typing import Optional

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


def find_or_make(session, cls, values: list[dict]):
    found = []
    for value in values:
        thing = session.execute(select(cls).filter_by(name=value["name"])).scalars().one_or_none()
        found.append(thing or build(cls, value, session=session))
    return found


def build(cls, values: dict, **more):
    return cls(**values, **more)


def filled():
    """관계까지 채워 주는 생성자."""

    def decorator(init):
        @wraps(init)
        def wrapper(self, *args, **kwargs):
            session: Session = kwargs.get("session", None)
            if session is None:
                raise ValueError("a session is needed")
            mapper = self.__mapper__
            for key, value in kwargs.items():
                if key in mapper.columns:
                    setattr(self, key, value)
                elif key in mapper.relationships:
                    related = mapper.relationships[key]
                    if related.uselist:
                        setattr(self, key, find_or_make(session, related.mapper.entity, value))
                    else:
                        query = select(related.mapper.entity).filter_by(name=value)
                        setattr(self, key, session.execute(query).scalars().one_or_none())
            return init(self, *args, **kwargs)

        return wrapper

    return decorator


class Base(DeclarativeBase):
    pass


class Updates:
    def update(self, *args, **kwargs):
        self.__init__(*args, **kwargs)


class Shelf(Base, Updates):
    __tablename__ = "shelves"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]

    @filled()
    def __init__(self, **_) -> None:
        pass


class Tag(Base, Updates):
    __tablename__ = "tags"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    book_id: Mapped[int | None] = mapped_column(ForeignKey("books.id"))

    @filled()
    def __init__(self, session: Session, name: str, **_) -> None:
        self.name = name.strip()


class Note(Base, Updates):
    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    book_id: Mapped[int | None] = mapped_column(ForeignKey("books.id"))

    def __init__(self, name: str, **_) -> None:
        self.name = name


class Book(Base, Updates):
    __tablename__ = "books"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    shelf_id: Mapped[int | None] = mapped_column(ForeignKey("shelves.id"))
    shelf: Mapped[Optional[Shelf]] = relationship(lazy="joined")
    tags: Mapped[list[Tag]] = relationship(lazy="selectin")
    notes: Mapped[list[Note]] = relationship(lazy="selectin")

    @filled()
    def __init__(self, session: Session, name: str, notes: list[dict] | None = None, **_) -> None:
        self.name = name.title()
        self.notes = [Note(**note, session=session) for note in notes or []]
