import logging

import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from board import Base, Comment, User, dump, hide


@pytest.fixture
async def factory():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    factory = async_sessionmaker(engine, expire_on_commit=False)
    async with factory() as session:
        kim = User(name="김철수")
        session.add_all([Comment(text="안녕", user=kim), Comment(text="반가워", user=kim)])
        await session.commit()
    return factory


async def test_dump(factory):
    async with factory() as session:
        assert await dump(session) == "<Comment 1 by 김철수>\n<Comment 2 by 김철수>"


async def test_hide_is_logged(factory, caplog):
    caplog.set_level(logging.INFO, logger="board")
    async with factory() as session:
        await hide(session, 1)
    assert "hiding <Comment 1 by 김철수>" in caplog.text
