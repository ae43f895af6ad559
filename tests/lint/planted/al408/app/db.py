from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncSession as Db, async_sessionmaker
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from infrastructure import engine

Session = async_sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class Deal(Base):
    __tablename__ = "deal"
    id: Mapped[int] = mapped_column(primary_key=True)
    stage: Mapped[str]


@asynccontextmanager
async def opened():
    session = Session()
    try:
        yield session
    except Exception:
        await session.rollback()
        raise
    finally:
        await session.close()


async def reader():
    async with Session() as session:
        yield session


async def unit():
    async with Session.begin() as session:
        yield session


async def insert(db, row):
    db.add(row)
    await db.flush()


async def undo(db):
    await db.rollback()


async def store(db, row):
    try:
        await insert(db, row)
    except Exception:
        await undo(db)
        raise


def refuse(error):
    raise ValueError("refused") from error
