from unittest.mock import AsyncMock

import pytest
from sqlmodel import select
from travel.db import SessionLocal
from travel.exceptions import PlanNotFoundError
from travel.models import Checklist, Member, OauthProvider, Plan, PlanSpot
from travel.models.common import utcnow
from travel.repositories import checklists as checklist_repository
from travel.repositories import regions as region_repository
from travel.repositories import spots as spot_repository
from travel.repositories.members import (
    count_members,
    delete_member,
    get_member,
    get_member_by_access_token,
    get_member_by_email,
    get_member_by_refresh_token,
    get_member_id_by_email,
    is_exist_member_by_email,
    is_exist_nickname,
    save_member,
    update_member_tokens,
    update_nickname,
)
from travel.repositories.plans import AbstractPlanRepository, PlanRepository

from aiolift import AsyncSession

# --- members ---


async def test_get_member_id_by_email(session, member):
    assert await get_member_id_by_email("hong@example.com", session) == member.id
    assert await get_member_id_by_email("nobody@example.com", session) is None


async def test_is_exist_member_by_email(session, member):
    assert await is_exist_member_by_email("hong@example.com", OauthProvider.KAKAO, session)
    assert not await is_exist_member_by_email("hong@example.com", OauthProvider.NAVER, session)


async def test_save_member_with_a_mock_session(make_member):
    session = AsyncMock(spec=AsyncSession)
    member = make_member()
    assert await save_member(member, session) is member
    session.add.assert_called_once_with(member)
    session.flush.assert_awaited_once_with()
    session.commit.assert_not_called()  # commit 은 세션이 끝날 때 한다


async def test_is_exist_nickname(session, member):
    assert await is_exist_nickname("홍길동", session) is True
    assert await is_exist_nickname("임꺽정", session) is False


async def test_save_member_gives_an_id(session, make_member):
    member = await save_member(make_member(), session)
    assert await get_member(member.id, session) is member
    assert await count_members(session) == 1


async def test_get_member_by_email(session, member):
    assert await get_member_by_email("hong@example.com", OauthProvider.KAKAO, session) is member
    assert await get_member_by_email("hong@example.com", OauthProvider.GOOGLE, session) is None


async def test_get_member_by_tokens(session, member):
    assert await get_member_by_access_token("access-hong", session) is member
    assert await get_member_by_refresh_token("refresh-hong", session) is member
    assert await get_member_by_refresh_token("access-hong", session) is None


async def test_update_member_tokens(session, member, other_member):
    assert await update_member_tokens(member.id, "new-access", "new-refresh", utcnow(), session) == 1
    assert (member.access_token, member.refresh_token) == ("new-access", "new-refresh")
    assert other_member.access_token is None
    assert await update_member_tokens(0, "a", "b", None, session) == 0


async def test_update_nickname(session, member):
    await update_nickname(member, "임꺽정", session)
    await session.commit()
    async with SessionLocal() as other:
        assert (await other.get(Member, member.id)).nickname == "임꺽정"


async def test_delete_member(session, member):
    await delete_member(member, session)
    assert await count_members(session) == 0


# --- regions ---


async def test_get_provinces(session):
    provinces = await region_repository.get_provinces(session)
    assert len(provinces) == 17
    assert provinces[0] == "강원특별자치도"


async def test_get_divisions(session):
    divisions = await region_repository.get_divisions(session, "제주특별자치도")
    assert [division.city_county for division in divisions] == ["서귀포시", "제주시", "제주특별자치도"]


async def test_get_division(session):
    assert (await region_repository.get_division(session, "서울특별시", "종로구")).city_county == "종로구"
    assert await region_repository.get_division(session, "서울특별시", "없는구") is None


async def test_count_spots(session, spots):
    assert await region_repository.count_spots(session, "서울특별시") == 2
    assert await region_repository.count_counties(session, "서울특별시") == 26
    counts = await region_repository.count_spots_by_county(session, "서울특별시")
    assert counts["종로구"] == 2
    assert counts["강남구"] == 0


# --- spots ---


@pytest.mark.parametrize(
    ("conditions", "names"),
    [
        ({}, ["해운대", "북촌한옥마을", "경복궁"]),
        ({"province": "서울특별시"}, ["북촌한옥마을", "경복궁"]),
        ({"province": "서울특별시", "county": "강남구"}, []),
        ({"keyword": "한옥"}, ["북촌한옥마을"]),
        ({"tag": "야경"}, ["해운대", "경복궁"]),
        ({"tag": "야경", "keyword": "해운"}, ["해운대"]),
    ],
)
async def test_search_spots(session, spots, conditions, names):
    found, total = await spot_repository.search_spots(session, **conditions)
    assert [spot.name for spot in found] == names
    assert total == len(names)


async def test_search_spots_counts_beyond_the_page(session, spots):
    found, total = await spot_repository.search_spots(session, offset=1, limit=1)
    assert [spot.name for spot in found] == ["북촌한옥마을"]
    assert total == 3


async def test_popular_spots(session, spots):
    assert [spot.name for spot in (await spot_repository.get_popular_spots(session))] == [
        "해운대",
        "경복궁",
        "북촌한옥마을",
    ]
    in_seoul = await spot_repository.get_popular_spots(session, limit=1, province="서울특별시")
    assert [spot.name for spot in in_seoul] == ["경복궁"]


async def test_spots_by_ids(session, spots):
    ids = [spots[2].id, spots[0].id, 0]
    assert await spot_repository.get_spots_by_ids(session, ids) == [spots[0], spots[2]]
    assert [(await spot_repository.is_exist_spot(session, spot_id)) for spot_id in ids] == [True, True, False]


async def test_is_used_in_plan(session, plan, make_spot):
    assert await spot_repository.is_used_in_plan(session, plan.plan_spots[0].spot_id)
    assert not (await spot_repository.is_used_in_plan(session, (await make_spot("창덕궁")).id))


async def test_replace_tags(session, spots):
    await spot_repository.replace_tags(session, spots[0], ["궁궐", "야경"])
    await session.commit()
    assert spots[0].tag_names == ["궁궐", "야경"]
    assert await spot_repository.get_tag_counts(session, limit=1) == [("야경", 2)]


async def test_increase_view_count(session, spots):
    await spot_repository.increase_view_count(session, spots[0].id)
    await session.commit()
    assert [spot.view_count for spot in spots] == [31, 10, 50]


@pytest.mark.parametrize("batch_size", [1, 2, 3, 100])
async def test_iter_spots(session, spots, batch_size):
    names = [spot.name async for spot in spot_repository.iter_spots(session, batch_size=batch_size)]
    assert names == ["경복궁", "북촌한옥마을", "해운대"]


async def test_iter_spots_of_a_province(session, spots):
    assert [spot.name async for spot in spot_repository.iter_spots(session, "부산광역시")] == ["해운대"]
    assert [spot async for spot in spot_repository.iter_spots(session, "경기도")] == []


# --- checklists ---


async def test_find_checklists(session, plan):
    assert [c.item for c in (await checklist_repository.find_checklists(session, plan.id))] == [
        "여권",
        "충전기",
        "우산",
    ]
    assert [c.item for c in (await checklist_repository.find_checklists(session, plan.id, is_done=True))] == ["우산"]
    assert await checklist_repository.count_checklists(session, plan.id) == 3
    assert await checklist_repository.count_checklists(session, plan.id, is_done=False) == 2


async def test_save_and_delete_checklist(session, plan):
    checklist = await checklist_repository.save_checklist(session, Checklist(plan_id=plan.id, item="양말"))
    assert await checklist_repository.get_checklist(session, checklist.id) is checklist
    await checklist_repository.delete_checklist(session, checklist)
    assert await checklist_repository.count_checklists(session, plan.id) == 3


async def test_update_all_done(session, plan):
    assert await checklist_repository.update_all_done(session, plan.id, True) in (
        2,
        3,
    )  # MySQL 은 바뀐 행만 셀 수도 있다
    await session.commit()
    assert all(checklist.is_done for checklist in plan.checklists)


async def test_delete_done(session, plan):
    assert await checklist_repository.delete_done(session, plan.id) == 1
    await session.refresh(plan, ["checklists"])
    assert len(plan.checklists) == 2


# --- plans ---


@pytest.fixture
def repository(session) -> AbstractPlanRepository:
    return PlanRepository(session)


def test_abstract_repository_cannot_be_made():
    with pytest.raises(TypeError):
        AbstractPlanRepository()


async def test_get_plan(repository, plan):
    assert await repository.get(plan.id) is plan
    assert await repository.get(0) is None
    assert await repository.get_or_raise(plan.id) is plan
    with pytest.raises(PlanNotFoundError):
        await repository.get_or_raise(0)


async def test_list_plans_by_member(repository, plan, member, other_member):
    assert await repository.list_by_member(member.id) == ([plan], 1)
    assert await repository.list_by_member(member.id, offset=1) == ([], 1)
    assert await repository.list_by_member(other_member.id) == ([], 0)


async def test_share_code_of_a_private_plan_is_not_found(repository, session, plan):
    plan.share_code = "abc"
    await session.commit()
    assert await repository.get_by_share_code("abc") is None
    plan.is_public = True
    await session.commit()
    assert await repository.get_by_share_code("abc") is plan


async def test_add_spot_goes_to_the_end_of_the_day(repository, plan, spots):
    assert (await repository.add_spot(plan, spots[0].id, 1)).order_no == 3
    assert (await repository.add_spot(plan, spots[0].id, 2, "저녁")).order_no == 2


async def test_visited_provinces(repository, plan, member, other_member):
    assert await repository.get_visited_provinces(member.id) == ["부산광역시", "서울특별시"]
    assert await repository.get_visited_provinces(other_member.id) == []


async def test_delete_plan(repository, session, plan):
    await repository.delete(plan)
    await session.commit()
    assert (await session.exec(select(Plan))).all() == []
    assert (await session.exec(select(PlanSpot))).all() == []
