from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Base, Book, Shelf

Model = TypeVar("Model", bound=Base)


class Repository(Generic[Model]):
    def __init__(self, session: Session, model: type[Model]) -> None:
        self.session = session
        self.model = model

    def create(self, data: dict[str, Any]) -> Model:
        made = self.model(session=self.session, **data)
        self.session.add(made)
        self.session.commit()
        return made

    def create_many(self, rows: list[dict[str, Any]]) -> int:
        made = []
        for row in rows:
            made.append(self.model(session=self.session, **row))
        self.session.add_all(made)
        self.session.commit()
        return len(made)

    def update(self, name: str, data: dict[str, Any]) -> Model:
        entry = self.session.execute(select(self.model).filter_by(name=name)).unique().scalars().one()
        entry.update(session=self.session, **data)
        self.session.commit()
        return entry

    def first_name(self) -> str:
        return self.session.scalars(select(self.model.name)).first()


class Library:
    def __init__(self, session: Session) -> None:
        self.session = session

    @property
    def books(self) -> Repository[Book]:
        return Repository(self.session, Book)

    @property
    def shelves(self) -> Repository[Shelf]:
        return Repository(self.session, Shelf)


def label(session: Session) -> Book:
    """고른 책장에 새 책을 꽂는다."""
    book = Book(session=session, name="label", shelf=Library(session).shelves.first_name())
    session.add(book)
    session.commit()
    return book
