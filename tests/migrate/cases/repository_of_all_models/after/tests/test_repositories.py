import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from repositories import Base, Out, parse, repositories


@pytest.fixture
async def session(tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/teams.db")
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


async def test_repositories(session):
    teams, members = repositories(session)
    team = await teams.create(name="활빈당")
    assert (team.name, team.members) == ("활빈당", [])
    assert (await members.create(name="홍길동", team_id=team.id)).team.name == "활빈당"
    session.expunge_all()
    assert [one.name for one in (await teams.get(team.id)).members] == ["홍길동"]
    assert [one.team.name for one in await members.all()] == ["활빈당"]
    assert (await members.called("홍길동")).team.name == "활빈당"
    assert (await teams.get(team.id, Out)).name == "활빈당"


def test_parsed():
    assert parse('{"id": 1, "name": "활빈당"}').members == []
