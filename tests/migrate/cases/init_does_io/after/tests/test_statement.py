import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from report.models import Base, Customer, Payment
from report.statement import Statement, statements


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(Customer(id=1, name="윤아"))
        session.add_all([Payment(customer_id=1, amount=300), Payment(customer_id=1, amount=200)])
        await session.commit()
        yield session
    await engine.dispose()


async def test_statement(session):
    statement = await Statement.create(session, 1, currency="₩")
    assert statement.total() == 500
    assert statement.render() == "내역서: 윤아 500₩"


async def test_several(session):
    assert await statements(session, [1]) == ["내역서: 윤아 500원"]
    with pytest.raises(LookupError):
        await Statement.create(session, 2)
