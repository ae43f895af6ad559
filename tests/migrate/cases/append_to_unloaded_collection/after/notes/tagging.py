from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from notes.models import Attachment, Note, Tag


async def get_or_create_tag(session: AsyncSession, name: str) -> Tag:
    tag = await session.scalar(select(Tag).where(Tag.name == name))
    if tag is None:
        tag = Tag(name=name)
        session.add(tag)
    return tag


async def add_tag(session: AsyncSession, note_id: int, name: str) -> None:
    note = await session.get(Note, note_id)
    tag = await get_or_create_tag(session, name)
    if tag not in await note.awaitable_attrs.tags:
        (await note.awaitable_attrs.tags).append(tag)
    await session.commit()


async def remove_tag(session: AsyncSession, note_id: int, name: str) -> bool:
    note = await session.get(Note, note_id)
    for tag in await note.awaitable_attrs.tags:
        if tag.name == name:
            (await note.awaitable_attrs.tags).remove(tag)
            await session.commit()
            return True
    return False


async def attach(session: AsyncSession, note_id: int, path: str) -> None:
    note = await session.get(Note, note_id)
    (await note.awaitable_attrs.attachments).append(Attachment(path=path))
    await session.commit()


async def replace_attachments(session: AsyncSession, note_id: int, paths: list[str]) -> None:
    # 예전 첨부는 delete-orphan 으로 지워진다
    note = await session.get(Note, note_id)
    await note.awaitable_attrs.attachments
    note.attachments = [Attachment(path=path) for path in paths]
    await session.commit()
