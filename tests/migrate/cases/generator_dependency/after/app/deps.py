from typing import Annotated, AsyncGenerator, AsyncIterator

from fastapi import Depends, HTTPException, Query
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///members.db")


class Member(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    token: str


async def get_db() -> AsyncGenerator[AsyncSession, None]:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


async def get_read_db() -> AsyncIterator[AsyncSession]:
    session = AsyncSession(engine, autoflush=False, expire_on_commit=False)
    try:
        yield session
    finally:
        await session.rollback()
        await session.close()


async def get_current_member(token: str = Query(), db: AsyncSession = Depends(get_db)) -> Member:
    from sqlmodel import select

    member = (await db.exec(select(Member).where(Member.token == token))).one_or_none()
    if member is None:
        raise HTTPException(401, "로그인이 필요합니다")
    return member


def page(offset: int = 0, limit: int = 20) -> tuple[int, int]:
    return offset, min(limit, 100)


DB = Annotated[AsyncSession, Depends(get_db)]
ReadDB = Annotated[AsyncSession, Depends(get_read_db)]
CurrentMember = Annotated[Member, Depends(get_current_member)]
Page = Annotated[tuple[int, int], Depends(page)]
