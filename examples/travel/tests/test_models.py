from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select
from travel.models import AdministrativeDivision, Checklist, Member, OauthProvider, Plan, PlanSpot, Spot, SpotTag

from aiolift import ImplicitIOError


async def count(session, model):
    return (await session.exec(select(func.count()).select_from(model))).one()


async def test_email_and_oauth_are_unique_together(session, make_member):
    session.add(make_member(nickname="하나"))
    session.add(make_member(nickname="둘"))
    with pytest.raises(IntegrityError):
        await session.commit()
    await session.rollback()
    session.add(make_member(nickname="하나"))
    session.add(make_member(nickname="둘", oauth=OauthProvider.GOOGLE))
    await session.commit()
    assert await count(session, Member) == 2


async def test_division_is_unique(session):
    session.add(AdministrativeDivision(city_province="서울특별시", city_county="종로구"))
    with pytest.raises(IntegrityError):
        await session.commit()
    await session.rollback()


async def test_division_name(seoul):
    assert str(seoul) == "서울특별시 종로구"
    assert str(AdministrativeDivision(city_province="경기도", city_county="경기도")) == "경기도"


async def test_datetimes_come_back_in_utc(session, member):
    korea = timezone(timedelta(hours=9))
    member.token_expired_at = datetime(2025, 1, 1, 9, 0, tzinfo=korea)
    await session.commit()
    await session.refresh(member)
    assert member.token_expired_at == datetime(2025, 1, 1, tzinfo=UTC)
    assert member.token_expired_at.utcoffset() == timedelta(0)


async def test_updated_at_changes(session, member):
    member.updated_at = datetime(2020, 1, 1, tzinfo=UTC)
    await session.commit()
    member.nickname = "임꺽정"
    await session.commit()
    assert member.updated_at.year > 2020


def test_plan_days():
    assert Plan(title="당일", start_date=date(2025, 5, 3), end_date=date(2025, 5, 3)).days == 1
    assert Plan(title="월말", start_date=date(2025, 4, 30), end_date=date(2025, 5, 2)).days == 3


async def test_plan_spots_are_in_order(session, plan, spots):
    session.add(PlanSpot(plan_id=plan.id, spot_id=spots[2].id, day=1, order_no=0))
    await session.commit()
    await session.refresh(plan, ["plan_spots"])
    assert [(ps.day, ps.order_no) for ps in plan.plan_spots] == [(1, 0), (1, 1), (1, 2), (2, 1)]


async def test_relationships_go_both_ways(session, plan, member, spots, seoul):
    for loaded, names in (
        (member, ["plans"]),
        (plan, ["member", "plan_spots"]),
        (plan.plan_spots[0], ["spot"]),
        (spots[0], ["plan_spots"]),
        (seoul, ["plans", "spots"]),
    ):
        await session.refresh(loaded, names)
    assert member.plans == [plan]
    assert plan.member is member
    assert plan.plan_spots[0].spot is spots[0]
    assert spots[0].plan_spots == [plan.plan_spots[0]]
    assert seoul.plans == [plan]
    assert seoul.spots == spots[:2]


async def test_an_unloaded_relationship_is_an_error(member):
    with pytest.raises(ImplicitIOError, match=r"Member\.plans"):
        member.plans  # noqa: B018


async def test_removing_from_the_plan_deletes_the_row(session, plan):
    plan.plan_spots.pop()
    plan.checklists.clear()
    await session.commit()
    assert await count(session, PlanSpot) == 2
    assert await count(session, Checklist) == 0


async def test_deleting_a_member_deletes_the_plans_only(session, member, plan):
    await session.delete(member)
    await session.commit()
    assert [await count(session, model) for model in (Plan, PlanSpot, Checklist, Spot)] == [0, 0, 0, 3]
    assert (await session.exec(select(Spot.member_id).distinct())).all() == [None]


async def test_deleting_a_spot_deletes_the_tags(session, make_spot):
    spot = await make_spot(tags=["고궁"])
    await session.delete(spot)
    await session.commit()
    assert await count(session, SpotTag) == 0


def test_repr_of_a_member(member):
    assert repr(member) == "<Member hong@example.com (kakao)>"
