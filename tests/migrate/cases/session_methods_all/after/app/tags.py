"""모든 Session 메서드를 한 번씩."""

from sqlalchemy import delete, text, update
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Tag


async def create(session: AsyncSession, *names: str) -> list[Tag]:
    tags = [Tag(name=name) for name in names]
    session.add_all(tags)
    await session.flush()
    await session.flush(tags)
    await session.commit()
    await session.refresh(tags[0], attribute_names=["hits"])
    return tags


async def create_once(session: AsyncSession, name: str) -> bool:
    """있으면 그대로 둔다"""
    try:
        async with session.begin_nested():
            session.add(Tag(name=name))
            await session.flush()
    except IntegrityError:
        return False
    await session.commit()
    return True


async def lookups(session: AsyncSession, tag_id: int):
    by_get = await session.get(Tag, tag_id)
    by_get_one = await session.get_one(Tag, tag_id)
    by_scalar = await session.scalar(select(Tag).where(Tag.id == tag_id))
    by_scalars = (await session.scalars(select(Tag).where(Tag.id == tag_id))).one()
    by_execute = (await session.execute(select(Tag).where(Tag.id == tag_id))).scalar_one()
    by_exec = (await session.exec(select(Tag).where(Tag.id == tag_id))).one()
    assert by_get is by_get_one is by_scalar is by_scalars is by_execute is by_exec
    assert by_get in session
    session.expire(by_get)
    await session.refresh(by_get)
    return by_get


async def merged(session: AsyncSession, tag_id: int, hits: int) -> int:
    tag = await session.merge(Tag(id=tag_id, name="합친 것", hits=hits))
    await session.commit()
    return tag.hits


async def detached(session: AsyncSession, tag_id: int) -> Tag:
    tag = await session.get(Tag, tag_id)
    session.expunge(tag)
    return tag


async def forget(session: AsyncSession, tag_id: int) -> None:
    tag = await session.get(Tag, tag_id)
    await session.delete(tag)
    await session.rollback()
    session.expunge_all()
    await session.delete(await session.get_one(Tag, tag_id))
    await session.commit()


async def bulk(session: AsyncSession) -> tuple[int, int]:
    updated = (await session.execute(update(Tag).values(hits=Tag.hits + 1))).rowcount
    deleted = (await session.execute(delete(Tag).where(Tag.hits > 100))).rowcount
    await session.commit()
    return updated, deleted


async def low_level(session: AsyncSession) -> tuple[str, int]:
    connection = await session.connection()
    name = connection.dialect.name
    total = (await connection.execute(text("SELECT count(*) FROM tag"))).scalar()
    with session.no_autoflush:
        session.add(Tag(name="안 쓰임"))
        assert (await session.exec(select(func.count(Tag.id)))).one() == total
    assert session.new and session.dirty is not None and session.in_transaction()
    await session.invalidate()
    await session.reset()
    return name, total


async def get_or_none(session, name):
    try:
        return (await session.exec(select(Tag).where(Tag.name == name))).one()
    except NoResultFound:
        return None
