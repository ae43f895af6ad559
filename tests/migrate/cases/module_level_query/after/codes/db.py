import time

from sqlalchemy import create_engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

# the database may start after the service
for attempt in range(10):
    try:
        engine = create_async_engine("sqlite+aiosqlite:///codes.db")
        sync_engine = create_engine("sqlite:///codes.db")  # for code that cannot await
        sync_engine.connect().close()
        break
    except OperationalError:
        time.sleep(1)
else:
    raise RuntimeError("the database did not start")


class Base(DeclarativeBase):
    pass


class Code(Base):
    __tablename__ = "codes"
    key: Mapped[str] = mapped_column(primary_key=True)
    label: Mapped[str]


Base.metadata.create_all(sync_engine)
with Session(sync_engine) as session:
    if session.get(Code, "KR") is None:
        session.add(Code(key="KR", label="대한민국"))
        session.commit()


def all_codes() -> dict[str, str]:
    with Session(sync_engine) as session:
        return {code.key: code.label for code in session.scalars(select(Code))}


async def rename(key: str, label: str) -> None:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        (await session.get_one(Code, key)).label = label
        await session.commit()
