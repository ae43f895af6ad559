import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from bookstore.models import Author, Base, Book
from bookstore.odd import Books


@pytest.fixture()
async def db():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    session = async_sessionmaker(bind=engine, query_cls=Books, expire_on_commit=False)()
    han = Author(name="한강")
    park = Author(name="박완서")
    session.add_all([han, park])
    await session.flush()
    session.add_all(
        [
            Book(title="채식주의자", price=12000, author_id=han.id),
            Book(title="소년이 온다", price=15000, author_id=han.id),
            Book(title="나목", price=9000, author_id=park.id),
        ]
    )
    await session.commit()
    yield session
    await session.close()
    await engine.dispose()
