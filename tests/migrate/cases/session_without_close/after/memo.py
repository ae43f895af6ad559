from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Memo(Base):
    __tablename__ = "memos"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]


engine = create_async_engine("sqlite+aiosqlite:///memo.db")
SessionLocal = async_sessionmaker(engine, expire_on_commit=False)


async def write(text: str) -> int:
    # 닫는 사람이 없다: 함수가 끝나면 사라지니까
    async with SessionLocal() as db:
        memo = Memo(text=text)
        db.add(memo)
        await db.commit()
        return memo.id


async def read(memo_id: int) -> str | None:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        memo = await session.get(Memo, memo_id)
        return memo.text if memo else None


async def count() -> int:
    async with SessionLocal() as session:
        return len((await session.scalars(select(Memo))).all())
