import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from letters.db import Placeholder
from letters.render import fill, letter, lines


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add_all([Placeholder(name="name", text="가람"), Placeholder(name="object", text="물건")])
        await session.commit()
        yield session
    await engine.dispose()


async def test_fill(session):
    assert await session.run_sync(fill, "안녕, {name}! {x}") == "안녕, 가람! <x?>"


async def test_letter(session):
    text = await letter(session, "{name}", {"tags": {"b", "a"}, "thing": object()})
    assert text == '가람\n{"tags": ["a", "b"], "thing": "물건"}'


async def test_lines(session):
    assert await lines(session, ["{name}", "{object}"]) == "가람\n물건"
