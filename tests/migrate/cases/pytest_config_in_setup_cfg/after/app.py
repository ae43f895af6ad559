from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///visits.db", connect_args={"check_same_thread": False})


class Visit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    page: str


app = FastAPI(title="방문 기록")


@app.post("/visits/{page}")
async def visit(page: str):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Visit(page=page))
        await session.commit()
        return len((await session.exec(select(Visit).where(Visit.page == page))).all())
