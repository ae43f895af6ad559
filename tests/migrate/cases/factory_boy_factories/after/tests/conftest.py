import pytest

from models import Base
from tests.common import TestSession, engine
from tests.factories import LatePlanFactory, MemberFactory


@pytest.fixture(autouse=True)
async def tables():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield
    await TestSession.remove()
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.drop_all)


@pytest.fixture
async def db():
    session = TestSession()
    LatePlanFactory._meta.sqlalchemy_session = session.sync_session
    return session


@pytest.fixture
async def member():
    return await TestSession().run_sync(lambda _: MemberFactory(email="kim@travel.kr"))
