import itertools

import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from club.models import Club, Membership


@pytest.fixture
async def session():
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session
    await engine.dispose()


@pytest.fixture
def save(session):
    async def _save(instance):
        session.add(instance)
        await session.commit()
        await session.refresh(instance)
        return instance

    return _save


@pytest.fixture
def make_club(save):
    numbers = itertools.count(1)

    async def _make_club(name=None, members=(), **kwargs):
        club = await save(Club(name=name or f"동아리 {next(numbers)}", **kwargs))
        for member in members:
            await save(Membership(club_id=club.id, member=member))
        return club

    return _make_club


@pytest.fixture
async def full_club(make_club):
    return await make_club("등산", members=["kim", "lee"])


class MembershipFactory:
    def __init__(self, session):
        self.session = session

    async def create(self, club, member="park"):
        membership = Membership(club_id=club.id, member=member)
        self.session.add(membership)
        await self.session.flush()
        return membership


@pytest.fixture
def membership_factory(session):
    return MembershipFactory(session)
