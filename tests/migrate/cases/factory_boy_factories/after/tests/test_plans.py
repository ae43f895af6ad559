import pytest
from sqlalchemy import func, select

from models import Plan, titles
from tests.common import TestSession
from tests.factories import LatePlanFactory, MemberFactory, PlanFactory


async def test_titles(db, member):
    await db.run_sync(lambda _: PlanFactory.create_batch(2, member=member))
    await db.run_sync(lambda _: PlanFactory.create(title="서울", member=member))
    await db.run_sync(lambda _: PlanFactory())
    assert await titles(db, "kim@travel.kr") == ["제주", "제주", "서울"]


async def test_a_session_of_a_fixture(db):
    plan = await db.run_sync(lambda _: LatePlanFactory())
    await db.commit()
    assert await db.scalar(select(func.count()).select_from(Plan)) == 1
    assert plan.title == "부산"


@pytest.mark.usefixtures("db")
async def test_the_session_of_a_fixture_is_not_named(db):
    assert (await db.run_sync(lambda _: LatePlanFactory(title="광주"))).title == "광주"


async def test_the_session_of_a_fixture_is_not_used(db):
    assert (await db.run_sync(lambda _: LatePlanFactory())).title == "부산"


async def test_without_a_session():
    assert (await TestSession().run_sync(lambda _: MemberFactory())).id == 1
    assert MemberFactory.build().id is None
