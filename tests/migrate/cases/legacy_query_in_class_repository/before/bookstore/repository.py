from typing import Any, Generic, List, Optional, Type, TypeVar

from sqlalchemy.orm import Session

from bookstore.models import Author, Base, Book

ModelType = TypeVar("ModelType", bound=Base)


class BaseRepository(Generic[ModelType]):
    """모든 리포지토리의 부모"""

    model: Type[ModelType]

    def __init__(self, db: Session):
        self.db = db

    def _query(self):
        return self.db.query(self.model)

    def get(self, id: Any) -> Optional[ModelType]:
        return self._query().filter(self.model.id == id).first()

    def list(self, *, skip: int = 0, limit: int = 100) -> List[ModelType]:
        return self._query().order_by(self.model.id).offset(skip).limit(limit).all()

    def count(self) -> int:
        return self._query().count()

    def create(self, **values) -> ModelType:
        obj = self.model(**values)
        self.db.add(obj)
        self.db.commit()
        self.db.refresh(obj)
        return obj

    def remove(self, id: int) -> ModelType:
        obj = self.db.query(self.model).get(id)
        self.db.delete(obj)
        self.db.commit()
        return obj


class AuthorRepository(BaseRepository[Author]):
    model = Author

    def by_name(self, name: str) -> Optional[Author]:
        return self.db.query(Author).filter(Author.name == name).first()


class BookRepository(BaseRepository[Book]):
    model = Book

    def _query(self):
        return super()._query().filter(Book.price > 0)

    def of_author(self, author: Author) -> List[Book]:
        return self._query().filter(Book.author_id == author.id).order_by(Book.id).all()

    def discount(self, author: Author, percent: int) -> int:
        count = (
            self.db.query(Book)
            .filter(Book.author_id == author.id)
            .update({"price": Book.price * (100 - percent) / 100}, synchronize_session=False)
        )
        self.db.commit()
        return count
