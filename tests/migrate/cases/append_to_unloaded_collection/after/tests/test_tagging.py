import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from notes.models import Attachment, Base, Note, Tag
from notes.tagging import add_tag, attach, remove_tag, replace_attachments


@pytest.fixture
async def make_session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    make_session = async_sessionmaker(bind=engine, expire_on_commit=False)
    async with make_session() as session:
        session.add(Note(text="장보기", tags=[Tag(name="집")]))
        await session.commit()
    yield make_session
    await engine.dispose()


async def tags_of(session, note_id):
    query = select(Tag.name).join(Tag.notes).where(Note.id == note_id).order_by(Tag.name)
    return (await session.scalars(query)).all()


async def test_add_tag(make_session):
    async with make_session() as session:
        await add_tag(session, 1, "급함")
        await add_tag(session, 1, "집")
    async with make_session() as session:
        assert await tags_of(session, 1) == ["급함", "집"]


async def test_remove_tag(make_session):
    async with make_session() as session:
        assert await remove_tag(session, 1, "집") is True
        assert await remove_tag(session, 1, "집") is False
    async with make_session() as session:
        assert await tags_of(session, 1) == []


async def test_attachments(make_session):
    async with make_session() as session:
        await attach(session, 1, "a.png")
        await attach(session, 1, "b.png")
    async with make_session() as session:
        await replace_attachments(session, 1, ["c.png"])
    async with make_session() as session:
        assert (await session.scalars(select(Attachment.path))).all() == ["c.png"]
