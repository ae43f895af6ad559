from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///ping.db", connect_args={"check_same_thread": False})


class Hit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    path: str


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


app = FastAPI()


@app.post("/hits")
async def hit(path: str, session: AsyncSession = Depends(get_session)) -> int:
    session.add(Hit(path=path))
    await session.commit()
    return (await session.exec(select(func.count()).select_from(Hit).where(Hit.path == path))).one()
