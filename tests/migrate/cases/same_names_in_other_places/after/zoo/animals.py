from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Animal(Base):
    __tablename__ = "animals"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


async def get(session: AsyncSession, pk: int) -> Animal:
    return await session.get_one(Animal, pk)


async def load(session: AsyncSession) -> str:
    return (await get(session, 1)).name


class Repository:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def load(self) -> str:
        return await load(self.session)
