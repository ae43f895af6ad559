from typing import Any, Generic, List, Optional, Type, TypeVar

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bookstore.models import Author, Base, Book

ModelType = TypeVar("ModelType", bound=Base)


class BaseRepository(Generic[ModelType]):
    """모든 리포지토리의 부모"""

    model: Type[ModelType]

    def __init__(self, db: AsyncSession):
        self.db = db

    def _query(self):
        return select(self.model)

    async def get(self, id: Any) -> Optional[ModelType]:
        return (await self.db.scalars(self._query().filter(self.model.id == id).limit(1))).first()

    async def list(self, *, skip: int = 0, limit: int = 100) -> List[ModelType]:
        return (await self.db.scalars(self._query().order_by(self.model.id).offset(skip).limit(limit))).all()

    async def count(self) -> int:
        return await self.db.scalar(select(func.count()).select_from(self._query().subquery()))

    async def create(self, **values) -> ModelType:
        obj = self.model(**values)
        self.db.add(obj)
        await self.db.commit()
        await self.db.refresh(obj)
        return obj

    async def remove(self, id: int) -> ModelType:
        obj = await self.db.get(self.model, id)
        await self.db.delete(obj)
        await self.db.commit()
        return obj


class AuthorRepository(BaseRepository[Author]):
    model = Author

    async def by_name(self, name: str) -> Optional[Author]:
        return (await self.db.scalars(select(Author).filter(Author.name == name).limit(1))).first()


class BookRepository(BaseRepository[Book]):
    model = Book

    def _query(self):
        return super()._query().filter(Book.price > 0)

    async def of_author(self, author: Author) -> List[Book]:
        return (await self.db.scalars(self._query().filter(Book.author_id == author.id).order_by(Book.id))).all()

    async def discount(self, author: Author, percent: int) -> int:
        count = (
            await self.db.execute(
                update(Book)
                .filter(Book.author_id == author.id)
                .values({"price": Book.price * (100 - percent) / 100}).execution_options(synchronize_session=False)
            )
        ).rowcount
        await self.db.commit()
        return count
