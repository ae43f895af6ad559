from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from metrics import counted

engine = create_async_engine("sqlite+aiosqlite://")


class Visit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    path: str


@counted
def normalise(path: str) -> str:
    return path.rstrip("/") or "/"


@counted
async def record(path: str) -> int:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Visit(path=normalise(path)))
        await session.commit()
        return (await session.exec(select(func.count()).select_from(Visit))).one()
