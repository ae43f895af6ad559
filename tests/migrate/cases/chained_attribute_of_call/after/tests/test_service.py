import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from app import crud, service
from app.models import Base, Team, User


@pytest.fixture
async def db():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as db:
        db.add_all([Team(name="개발"), User(name="지우"), User(name="하나")])
        await db.commit()
        yield db
    await engine.dispose()


async def test_names(db):
    assert await service.user_name(db, 1) == "지우"
    assert await service.names(db, 2, 1) == ["하나", "지우"]
    assert await service.greet(db, 1) == "반갑습니다, 지우 님"
    await service.rename(db, 1, "지수")
    assert (await crud.get_user(db, 1)).name == "지수"


async def test_team(db):
    assert await service.join(db, 1, "개발") == "지우: 개발"
    assert await service.first_member(db, "개발") == "지우"
    assert await service.n_teams(db) == 1


async def test_same(db):
    assert await service.same(db, 1, 1) and not await service.same(db, 1, 2)
    assert await service.found(db, 1) == "지우"
    assert await service.found(db, 7) == "-"
