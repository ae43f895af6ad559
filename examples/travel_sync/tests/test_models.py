from datetime import date, datetime, timedelta, timezone

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from travel.models import AdministrativeDivision, Checklist, Member, OauthProvider, Plan, PlanSpot, Spot, SpotTag


def count(session, model):
    return session.exec(select(func.count()).select_from(model)).one()


def test_email_and_oauth_are_unique_together(session, make_member):
    session.add(make_member(nickname="하나"))
    session.add(make_member(nickname="둘"))
    with pytest.raises(IntegrityError):
        session.commit()
    session.rollback()
    session.add(make_member(nickname="하나"))
    session.add(make_member(nickname="둘", oauth=OauthProvider.GOOGLE))
    session.commit()
    assert count(session, Member) == 2


def test_division_is_unique(session):
    session.add(AdministrativeDivision(city_province="서울특별시", city_county="종로구"))
    with pytest.raises(IntegrityError):
        session.commit()


def test_division_name(seoul):
    assert str(seoul) == "서울특별시 종로구"
    assert str(AdministrativeDivision(city_province="경기도", city_county="경기도")) == "경기도"


def test_datetimes_come_back_in_utc(session, member):
    korea = timezone(timedelta(hours=9))
    member.token_expired_at = datetime(2025, 1, 1, 9, 0, tzinfo=korea)
    session.commit()
    assert member.token_expired_at == datetime(2025, 1, 1, tzinfo=timezone.utc)
    assert member.token_expired_at.utcoffset() == timedelta(0)


def test_updated_at_changes(session, member):
    member.updated_at = datetime(2020, 1, 1, tzinfo=timezone.utc)
    session.commit()
    member.nickname = "임꺽정"
    session.commit()
    assert member.updated_at.year > 2020


def test_plan_days():
    assert Plan(title="당일", start_date=date(2025, 5, 3), end_date=date(2025, 5, 3)).days == 1
    assert Plan(title="월말", start_date=date(2025, 4, 30), end_date=date(2025, 5, 2)).days == 3


def test_plan_spots_are_in_order(session, plan, spots):
    session.add(PlanSpot(plan_id=plan.id, spot_id=spots[2].id, day=1, order_no=0))
    session.commit()
    assert [(ps.day, ps.order_no) for ps in plan.plan_spots] == [(1, 0), (1, 1), (1, 2), (2, 1)]


def test_relationships_go_both_ways(plan, member, spots, seoul):
    assert member.plans == [plan]
    assert plan.member is member
    assert plan.plan_spots[0].spot is spots[0]
    assert spots[0].plan_spots == [plan.plan_spots[0]]
    assert seoul.plans == [plan]
    assert seoul.spots == spots[:2]


def test_removing_from_the_plan_deletes_the_row(session, plan):
    plan.plan_spots.pop()
    plan.checklists.clear()
    session.commit()
    assert count(session, PlanSpot) == 2
    assert count(session, Checklist) == 0


def test_deleting_a_member_deletes_the_plans_only(session, member, plan):
    session.delete(member)
    session.commit()
    assert [count(session, model) for model in (Plan, PlanSpot, Checklist, Spot)] == [0, 0, 0, 3]
    assert session.exec(select(Spot.member_id).distinct()).all() == [None]


def test_deleting_a_spot_deletes_the_tags(session, make_spot):
    spot = make_spot(tags=["고궁"])
    session.delete(spot)
    session.commit()
    assert count(session, SpotTag) == 0


def test_repr_of_a_member(member):
    assert repr(member) == "<Member hong@example.com (kakao)>"
