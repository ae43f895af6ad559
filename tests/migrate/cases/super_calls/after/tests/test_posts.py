import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from crud.models import AuditLog, Post
from crud.posts import post


@pytest.fixture
async def db():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_create_is_audited(db):
    created = await post.create(db, obj_in={"title": "  안녕 ", "deleted": None})
    assert created.title == "안녕"
    assert [log.action for log in await db.exec(select(AuditLog))] == [f"create {created.id}"]


async def test_remove_hides_then_deletes(db):
    created = await post.create(db, obj_in={"title": "a"})
    await post.remove(db, id=created.id)
    assert await post.get_multi(db) == []
    assert await db.get(Post, created.id) is not None
    await post.remove(db, id=created.id, hard=True)
    assert await db.get(Post, created.id) is None
