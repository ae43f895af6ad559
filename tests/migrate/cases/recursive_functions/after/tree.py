from collections.abc import AsyncIterator

from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Folder(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="folder.id")
    name: str
    size: int = 0


async def children(session: AsyncSession, folder: Folder) -> list[Folder]:
    return (await session.exec(select(Folder).where(Folder.parent_id == folder.id).order_by(Folder.name))).all()


async def total_size(session: AsyncSession, folder: Folder) -> int:
    return folder.size + sum([await total_size(session, child) for child in await children(session, folder)])


async def path(session: AsyncSession, folder: Folder) -> str:
    if folder.parent_id is None:
        return folder.name
    return await path(session, await session.get(Folder, folder.parent_id)) + "/" + folder.name


async def walk(session: AsyncSession, folder: Folder, depth: int = 0) -> AsyncIterator[str]:
    """들여쓰기로 나무를 보여 준다."""
    yield "  " * depth + folder.name
    for child in await children(session, folder):
        async for item in walk(session, child, depth + 1):
            yield item


# 서로 부르는 두 함수
async def is_even_level(session: AsyncSession, folder: Folder) -> bool:
    return folder.parent_id is None or await is_odd_level(session, await session.get(Folder, folder.parent_id))


async def is_odd_level(session: AsyncSession, folder: Folder) -> bool:
    return folder.parent_id is not None and await is_even_level(session, await session.get(Folder, folder.parent_id))


def factorial(n: int) -> int:
    return 1 if n < 2 else n * factorial(n - 1)
