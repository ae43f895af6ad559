import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from glossary import Glossary, Term


@pytest.fixture
async def glossary():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Term(word="봄", meaning="3월부터"))
        await session.commit()
        yield Glossary(session)
    await engine.dispose()


async def test_words(glossary):
    assert await glossary.words() == ["봄"]
