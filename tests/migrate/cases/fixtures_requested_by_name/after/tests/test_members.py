import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from members import Member


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


@pytest.fixture
async def member(session):
    member = Member(name="홍길동")
    session.add(member)
    await session.commit()
    return member


@pytest.fixture
async def admin(session):
    admin = Member(name="관리자", level=9)
    session.add(admin)
    await session.commit()
    return admin


@pytest.fixture
def title():
    return "장군"


@pytest.mark.parametrize("as_admin", [True, False])
async def test_one_or_the_other(request, session, as_admin, admin, member):
    if as_admin:
        who = admin
    else:
        who = member
    assert await who.promote(session) == (10 if as_admin else 2)


@pytest.mark.parametrize(("who", "level"), [("admin", 10), ("member", 2)])
async def test_by_parameter(request: pytest.FixtureRequest, session: AsyncSession, who: str, level: int, admin, member):
    found = {"admin": admin, "member": member}[who]
    assert await found.promote(session) == level


@pytest.fixture
async def promoted(request, session, member):
    session, member = session, member
    await member.promote(session)
    return member


def test_in_a_fixture(promoted):
    assert promoted.level == 2


def test_plain(request):
    assert request.getfixturevalue("title") == "장군"
