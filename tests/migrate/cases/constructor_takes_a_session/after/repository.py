from typing import Any, Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Base, Book, Shelf

Model = TypeVar("Model", bound=Base)


class Repository(Generic[Model]):
    def __init__(self, session: AsyncSession, model: type[Model]) -> None:
        self.session = session
        self.model = model

    async def create(self, data: dict[str, Any]) -> Model:
        made = await self.session.run_sync(lambda sync_session: self.model(session=sync_session, **data))
        self.session.add(made)
        await self.session.commit()
        await self.session.refresh(made)
        return made

    async def create_many(self, rows: list[dict[str, Any]]) -> int:
        made = []
        for row in rows:
            made.append(await self.session.run_sync(lambda sync_session: self.model(session=sync_session, **row)))
        self.session.add_all(made)
        await self.session.commit()
        return len(made)

    async def update(self, name: str, data: dict[str, Any]) -> Model:
        entry = (await self.session.execute(select(self.model).filter_by(name=name))).unique().scalars().one()
        await self.session.run_sync(lambda sync_session: entry.update(session=sync_session, **data))
        await self.session.commit()
        await self.session.refresh(entry)
        return entry

    async def first_name(self) -> str:
        return (await self.session.scalars(select(self.model.name))).first()


class Library:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    @property
    def books(self) -> Repository[Book]:
        return Repository(self.session, Book)

    @property
    def shelves(self) -> Repository[Shelf]:
        return Repository(self.session, Shelf)


async def label(session: AsyncSession) -> Book:
    """고른 책장에 새 책을 꽂는다."""
    book = await session.run_sync(lambda sync_session, shelf: Book(session=sync_session, name="label", shelf=shelf), await Library(session).shelves.first_name())
    session.add(book)
    await session.commit()
    await session.refresh(book)
    return book
