import os

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

DATABASE_URL = os.environ.get("BOOKMARKS_DB", "mysql+asyncmy://app@localhost:3306/bookmarks?charset=utf8mb4")


class Bookmark(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    url: str = Field(max_length=500)
    memo: str = Field(default="", max_length=200)


engine = create_async_engine(DATABASE_URL, pool_pre_ping=True, pool_recycle=3600)


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


app = FastAPI()


@app.get("/bookmarks")
async def search(word: str = "", session: AsyncSession = Depends(get_session)):
    return (await session.exec(select(Bookmark).where(Bookmark.memo.contains(word)))).all()


@app.delete("/bookmarks/{bookmark_id}")
async def delete(bookmark_id: int, session: AsyncSession = Depends(get_session)):
    bookmark = await session.get(Bookmark, bookmark_id)
    if bookmark is None:
        raise HTTPException(404)
    await session.delete(bookmark)
    await session.commit()
    return {"deleted": bookmark.url}
