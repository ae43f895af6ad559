from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Word(Base):
    __tablename__ = "words"

    id: Mapped[int] = mapped_column(primary_key=True)
    korean: Mapped[str]
    english: Mapped[str]


engine: AsyncEngine = create_async_engine("sqlite+aiosqlite:///words.db")


async def reset(engine: AsyncEngine) -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)
        await connection.run_sync(Base.metadata.create_all, checkfirst=True)
        await connection.run_sync(Word.__table__.create, checkfirst=True)


async def seed() -> None:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Word(korean="바다", english="sea"), Word(korean="산", english="mountain")])
        await session.commit()


async def ping() -> bool:
    async with engine.connect() as connection:
        return (await connection.execute(text("SELECT 1"))).scalar() == 1
