from datetime import date, timedelta
from unittest.mock import AsyncMock, patch

import pytest
from fastapi import HTTPException
from travel.dependencies import Pagination, get_current_member
from travel.exceptions import (
    DuplicateMemberError,
    DuplicateNicknameError,
    InvalidOauthTokenError,
    InvalidPlanDayError,
    InvalidPlanOrderError,
    InvalidRefreshTokenError,
    PermissionDeniedError,
    PlanNotFoundError,
    RegionNotFoundError,
    SpotInUseError,
)
from travel.models import Checklist, Member, OauthProvider, Plan
from travel.models.common import utcnow
from travel.oauth import OauthProfile, verify_oauth_token
from travel.repositories.plans import AbstractPlanRepository, PlanRepository
from travel.schemas.member import LoginRequest, SignUpRequest
from travel.schemas.plan import PlanCreate, PlanSpotCreate, PlanUpdate
from travel.schemas.spot import SpotCreate
from travel.services import checklists as checklist_service
from travel.services import members as member_service
from travel.services import regions as region_service
from travel.services import spots as spot_service
from travel.services.plans import PlanService

SIGN_UP = SignUpRequest(
    email="lee@example.com", oauth=OauthProvider.KAKAO, oauth_token="kakao:lee@example.com", nickname="이순신"
)


@pytest.fixture
def plan_service(session) -> PlanService:
    return PlanService(PlanRepository(session), session)


# --- members ---


def test_verify_oauth_token():
    assert verify_oauth_token(OauthProvider.NAVER, "naver:Hong@example.com").email == "hong@example.com"
    with pytest.raises(InvalidOauthTokenError):
        verify_oauth_token(OauthProvider.NAVER, "kakao:hong@example.com")


async def test_sign_up(session):
    member = await member_service.sign_up(SIGN_UP, session)
    assert member.id is not None
    assert member.access_token
    assert member.token_expired_at > utcnow()


async def test_sign_up_asks_the_provider(session):
    profile = OauthProfile(OauthProvider.KAKAO, "lee@example.com")
    with patch("travel.services.members.verify_oauth_token", return_value=profile) as verify:
        await member_service.sign_up(SIGN_UP, session)
    verify.assert_called_once_with(OauthProvider.KAKAO, "kakao:lee@example.com")


async def test_sign_up_at_the_same_time_is_a_duplicate(session):
    await member_service.sign_up(SIGN_UP, session)
    other = SIGN_UP.model_copy(update={"nickname": "원균"})
    # 두 요청이 동시에 와서 둘 다 회원이 없다고 본 경우
    with (
        patch("travel.services.members.is_exist_member_by_email", return_value=False) as is_exist,
        pytest.raises(DuplicateMemberError),
    ):
        await member_service.sign_up(other, session)
    is_exist.assert_awaited_once()
    await session.rollback()


async def test_login(session, member):
    request = LoginRequest(oauth=OauthProvider.KAKAO, oauth_token="kakao:hong@example.com")
    logged_in = await member_service.login(request, session)
    assert logged_in is member
    assert logged_in.access_token != "access-hong"


async def test_refresh_tokens(session, member):
    refreshed = await member_service.refresh_tokens("refresh-hong", session)
    assert refreshed.refresh_token != "refresh-hong"
    with pytest.raises(InvalidRefreshTokenError):
        await member_service.refresh_tokens("refresh-hong", session)


async def test_change_nickname(session, member, other_member):
    assert (await member_service.change_nickname(member, " 임꺽정 ", session)).nickname == "임꺽정"
    assert (await member_service.change_nickname(member, "임꺽정", session)).nickname == "임꺽정"
    with pytest.raises(DuplicateNicknameError):
        await member_service.change_nickname(member, other_member.nickname, session)


async def test_change_profile_image(session, member, upload_dir):
    await member_service.change_profile_image(member, "me.JPG", b"jpg", session)
    assert member.profile_image_url.endswith(".jpg")
    assert [path.read_bytes() for path in upload_dir.iterdir()] == [b"jpg"]


async def test_stats(session, member, plan):
    stats = await member_service.get_stats(member, session)
    assert (stats.plan_count, stats.spot_count) == (1, 3)
    assert stats.visited_provinces == ["부산광역시", "서울특별시"]


async def test_current_member(session, member):
    assert await get_current_member(session, "Bearer access-hong") is member


@pytest.mark.parametrize("authorization", [None, "", "access-hong", "Bearer nothing"])
async def test_current_member_needs_a_token(session, member, authorization):
    with pytest.raises(HTTPException) as e:
        await get_current_member(session, authorization)
    assert e.value.status_code == 401


async def test_expired_token(session, member):
    member.token_expired_at = utcnow() - timedelta(seconds=2)
    await session.commit()
    with pytest.raises(HTTPException, match="만료"):
        await get_current_member(session, "Bearer access-hong")


def test_pagination():
    pagination = Pagination(page=3, size=10)
    assert pagination.offset == 20
    assert pagination.result(["a"], 21) == {"items": ["a"], "total": 21, "page": 3, "size": 10}


# --- regions ---


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("서울", "서울특별시"),
        ("부산시", "부산광역시"),
        ("제주도", "제주특별자치도"),
        ("경기도", "경기도"),
        ("평양", "평양"),
    ],
)
def test_normalize_province(name, expected):
    assert region_service.normalize_province(name) == expected


async def test_province_summaries(session, spots):
    summaries = {summary.name: summary for summary in (await region_service.get_province_summaries(session))}
    assert summaries["서울특별시"].spot_count == 2
    assert summaries["세종특별자치시"].county_count == 1


async def test_division_of_a_whole_province(session):
    assert (await region_service.get_division_or_raise(session, "경기")).city_county == "경기도"
    with pytest.raises(RegionNotFoundError):
        await region_service.get_division_or_raise(session, "경기", "없는시")


# --- spots ---


def test_clean_tags():
    assert spot_service.clean_tags([" #야경", "Cafe", "cafe", "", "야경"]) == ["야경", "cafe"]


async def test_create_spot(session, member):
    data = SpotCreate(name="창덕궁", address="율곡로 99", city_province="서울", city_county="종로구", tags=["고궁"])
    spot = await spot_service.create_spot(session, member, data)
    assert spot.division.city_county == "종로구"
    assert spot.member is member
    assert spot.tag_names == ["고궁"]


async def test_change_tags(session, member, other_member, spots):
    assert spots[0].tag_names == ["고궁", "야경"]
    assert (await spot_service.change_tags(session, member, spots[0].id, ["궁", "#궁"])).tag_names == ["궁"]
    with pytest.raises(PermissionDeniedError):
        await spot_service.change_tags(session, other_member, spots[0].id, [])


async def test_remove_spot_in_use(session, member, plan, spots):
    with pytest.raises(SpotInUseError):
        await spot_service.remove_spot(session, member, spots[0].id)


async def test_recommend(session, member, plan, make_spot):
    for n in range(3):
        await make_spot(f"인기{n}", view_count=100 + n)
    recommended = await spot_service.recommend(session, member)
    assert {province: [spot.name for spot in spots] for province, spots in recommended.items()} == {
        "부산광역시": ["해운대"],
        "서울특별시": ["인기2", "인기1", "인기0"],
    }


async def test_export_csv(session, spots):
    lines = (await spot_service.export_csv(session, "서울")).splitlines()
    assert lines[0] == "id,name,city_province,city_county,address,tags,view_count"
    assert lines[1] == f"{spots[0].id},경복궁,서울특별시,종로구,경복궁 앞길 1,고궁 야경,30"
    assert len(lines) == 3


# --- plans ---


async def test_create_plan(plan_service, member, spots):
    data = PlanCreate(
        title="제주 여행",
        start_date=date(2025, 6, 1),
        end_date=date(2025, 6, 3),
        city_province="제주",
        spots=[PlanSpotCreate(spot_id=spot.id, day=day) for day, spot in enumerate(spots, start=1)],
        checklists=["수영복"],
    )
    plan = await plan_service.create_plan(member, data)
    assert plan.division.city_province == "제주특별자치도"
    assert [(ps.day, ps.order_no, ps.spot.name) for ps in plan.plan_spots] == [
        (1, 1, "경복궁"),
        (2, 1, "북촌한옥마을"),
        (3, 1, "해운대"),
    ]
    assert [checklist.item for checklist in plan.checklists] == ["수영복"]


async def test_update_plan_ignores_what_is_not_given(plan_service, member, plan):
    assert (await plan_service.update_plan(plan.id, member, PlanUpdate(is_public=True))).title == "서울 1박 2일"
    assert plan.is_public


async def test_reorder_moves_to_another_day(plan_service, member, plan):
    first, second, third = [ps.id for ps in plan.plan_spots]
    reordered = await plan_service.reorder(plan.id, member, 2, [third, first])
    assert [(ps.id, ps.day, ps.order_no) for ps in reordered.plan_spots] == [
        (second, 1, 2),
        (third, 2, 1),
        (first, 2, 2),
    ]


async def test_reorder_rejects_what_is_not_in_the_plan(plan_service, session, member, plan):
    with pytest.raises(InvalidPlanOrderError):
        await plan_service.reorder(plan.id, member, 1, [plan.plan_spots[1].id, 0])
    await session.rollback()  # 요청이라면 예외가 세션을 끝내면서 한다
    await session.refresh(plan, ["plan_spots"])
    assert [ps.order_no for ps in plan.plan_spots] == [1, 2, 1]
    with pytest.raises(InvalidPlanDayError):
        await plan_service.reorder(plan.id, member, 3, [])


async def test_copy_plan(plan_service, other_member, plan):
    with pytest.raises(PermissionDeniedError):
        await plan_service.copy_plan(plan.id, other_member)
    plan.is_public = True
    copied = await plan_service.copy_plan(plan.id, other_member)
    assert copied.id != plan.id
    assert copied.member is other_member
    assert [ps.memo for ps in copied.plan_spots] == ["한복 빌리기", None, None]
    assert [checklist.is_done for checklist in copied.checklists] == [False, False, False]


async def test_share_twice_keeps_the_code(plan_service, member, plan):
    code = (await plan_service.share(plan.id, member)).share_code
    assert (await plan_service.share(plan.id, member)).share_code == code
    assert await plan_service.get_shared_plan(code) is plan


class FakePlanRepository(AbstractPlanRepository):
    """DB 없이 PlanService 를 테스트하기 위한 리포지토리"""

    def __init__(self, *plans: Plan):
        self.plans = {plan.id: plan for plan in plans}

    async def get(self, plan_id):
        return self.plans.get(plan_id)

    async def get_by_share_code(self, share_code):
        return next((plan for plan in self.plans.values() if plan.share_code == share_code), None)

    async def list_by_member(self, member_id, offset, limit):
        plans = [plan for plan in self.plans.values() if plan.member_id == member_id]
        return plans[offset : offset + limit], len(plans)

    async def add(self, plan):
        plan.id = len(self.plans) + 1
        self.plans[plan.id] = plan
        return plan

    async def add_spot(self, plan, spot_id, day, memo=None):
        raise NotImplementedError

    async def get_visited_provinces(self, member_id):
        return []

    async def delete(self, plan):
        del self.plans[plan.id]


@pytest.fixture
def fake_service() -> PlanService:
    plan = Plan(
        id=1, title="가짜", start_date=date(2025, 1, 1), end_date=date(2025, 1, 2), member_id=1, share_code="abc"
    )
    return PlanService(FakePlanRepository(plan), AsyncMock())


async def test_get_my_plan_with_a_fake_repository(fake_service):
    me, other = Member(id=1), Member(id=2)
    assert (await fake_service.get_my_plan(1, me)).title == "가짜"
    with pytest.raises(PermissionDeniedError):
        await fake_service.get_my_plan(1, other)
    with pytest.raises(PlanNotFoundError):
        await fake_service.get_my_plan(2, me)


async def test_delete_plan_with_a_fake_repository(fake_service):
    await fake_service.delete_plan(1, Member(id=1))
    assert await fake_service.list_my_plans(Member(id=1), 0, 10) == ([], 0)
    fake_service.session.commit.assert_not_called()


async def test_copy_plan_with_a_fake_repository(fake_service):
    copied = await fake_service.copy_plan(1, Member(id=1), start_date=date(2025, 2, 1))
    assert copied.id == 2
    assert copied.end_date == date(2025, 2, 2)


# --- checklists ---


async def test_progress(session, plan):
    progress = await checklist_service.get_progress(session, plan)
    assert (progress["total"], progress["done"]) == (3, 1)


async def test_check_all_is_seen_by_loaded_objects(session, plan):
    loaded = list(plan.checklists)
    await checklist_service.check_all(session, plan.id)
    assert [checklist.is_done for checklist in loaded] == [True, True, True]
    await checklist_service.check_all(session, plan.id, is_done=False)
    assert not any(checklist.is_done for checklist in loaded)


async def test_add_items_skips_duplicates(session, plan):
    items = await checklist_service.add_items(session, plan, ["여권", "양말", "양말"])
    assert [checklist.item for checklist in items] == ["여권", "충전기", "우산", "양말"]


async def test_clear_done(session, plan):
    assert await checklist_service.clear_done(session, plan.id) == 1
    assert (await session.get(Checklist, plan.checklists[0].id)).item == "여권"
