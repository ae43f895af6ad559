import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import StaticPool

from accounts import Base, Member, Plan, Tag, give_up, leave, merge, merge_by_statement


@pytest.fixture
async def db():
    engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with async_sessionmaker(engine, expire_on_commit=False)() as session:
        session.add(Member(id=1, name="영희", plans=[Plan(title="제주", tags=[Tag(name="섬")]), Plan(title="부산")]))
        session.add(Member(id=2, name="철수"))
        await session.commit()
        session.expunge_all()
        yield session
    await engine.dispose()


async def owners(db):
    return [member_id for (member_id,) in await db.execute(select(Plan.member_id).order_by(Plan.id))]


async def test_merge(db):
    assert await merge(db, 1, 2) == 2
    assert await owners(db) == [2, 2]
    assert [member.title for member in await db.scalars(select(Member))] == ["철수 (2)"]


async def test_merge_by_statement(db):
    await merge_by_statement(db, 1, 2)
    assert await owners(db) == [2, 2]


async def test_leave(db):
    await leave(db, 1)
    assert await owners(db) == [None, None]


async def test_give_up(db):
    assert str(await db.get(Plan, 1)) == "제주 ['섬']"
    db.expunge_all()
    await give_up(db, 1)
    assert [plan.id for plan in await db.scalars(select(Plan))] == [2]
    assert [tag.name for tag in await db.scalars(select(Tag))] == ["섬"]
