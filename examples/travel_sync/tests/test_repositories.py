from unittest.mock import MagicMock

import pytest
from sqlmodel import Session, select

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

# --- members ---


def test_get_member_id_by_email(session, member):
    assert get_member_id_by_email("hong@example.com", session) == member.id
    assert get_member_id_by_email("nobody@example.com", session) is None


def test_is_exist_member_by_email(session, member):
    assert is_exist_member_by_email("hong@example.com", OauthProvider.KAKAO, session)
    assert not is_exist_member_by_email("hong@example.com", OauthProvider.NAVER, session)


def test_is_exist_member_by_email_with_a_mock_session():
    session = MagicMock()
    session.exec.return_value.first.return_value = None
    assert is_exist_member_by_email("hong@example.com", OauthProvider.KAKAO, session) is False
    session.exec.return_value.first.return_value = Member(email="hong@example.com", oauth="kakao", nickname="홍길동")
    assert is_exist_member_by_email("hong@example.com", OauthProvider.KAKAO, session) is True
    assert session.exec.call_count == 2


def test_save_member_with_a_mock_session(make_member):
    session = MagicMock(spec=Session)
    member = make_member()
    assert save_member(member, session) is member
    session.add.assert_called_once_with(member)
    session.commit.assert_called_once_with()
    session.refresh.assert_called_once_with(member)


def test_is_exist_nickname(session, member):
    assert is_exist_nickname("홍길동", session) is True
    assert is_exist_nickname("임꺽정", session) is False


def test_save_member_gives_an_id(session, make_member):
    member = save_member(make_member(), session)
    assert get_member(member.id, session) is member
    assert count_members(session) == 1


def test_get_member_by_email(session, member):
    assert get_member_by_email("hong@example.com", OauthProvider.KAKAO, session) is member
    assert get_member_by_email("hong@example.com", OauthProvider.GOOGLE, session) is None


def test_get_member_by_tokens(session, member):
    assert get_member_by_access_token("access-hong", session) is member
    assert get_member_by_refresh_token("refresh-hong", session) is member
    assert get_member_by_refresh_token("access-hong", session) is None


def test_update_member_tokens(session, member, other_member):
    assert update_member_tokens(member.id, "new-access", "new-refresh", utcnow(), session) == 1
    assert (member.access_token, member.refresh_token) == ("new-access", "new-refresh")
    assert other_member.access_token is None
    assert update_member_tokens(0, "a", "b", None, session) == 0


def test_update_nickname(engine, session, member):
    update_nickname(member, "임꺽정", session)
    with Session(engine) as other:
        assert other.get(Member, member.id).nickname == "임꺽정"


def test_delete_member(session, member):
    delete_member(member, session)
    assert count_members(session) == 0


# --- regions ---


def test_get_provinces(session):
    provinces = region_repository.get_provinces(session)
    assert len(provinces) == 17
    assert provinces[0] == "강원특별자치도"


def test_get_divisions(session):
    divisions = region_repository.get_divisions(session, "제주특별자치도")
    assert [division.city_county for division in divisions] == ["서귀포시", "제주시", "제주특별자치도"]


def test_get_division(session):
    assert region_repository.get_division(session, "서울특별시", "종로구").city_county == "종로구"
    assert region_repository.get_division(session, "서울특별시", "없는구") is None


def test_count_spots(session, spots):
    assert region_repository.count_spots(session, "서울특별시") == 2
    assert region_repository.count_counties(session, "서울특별시") == 26
    counts = region_repository.count_spots_by_county(session, "서울특별시")
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
def test_search_spots(session, spots, conditions, names):
    found, total = spot_repository.search_spots(session, **conditions)
    assert [spot.name for spot in found] == names
    assert total == len(names)


def test_search_spots_counts_beyond_the_page(session, spots):
    found, total = spot_repository.search_spots(session, offset=1, limit=1)
    assert [spot.name for spot in found] == ["북촌한옥마을"]
    assert total == 3


def test_popular_spots(session, spots):
    assert [spot.name for spot in spot_repository.get_popular_spots(session)] == ["해운대", "경복궁", "북촌한옥마을"]
    in_seoul = spot_repository.get_popular_spots(session, limit=1, province="서울특별시")
    assert [spot.name for spot in in_seoul] == ["경복궁"]


def test_spots_by_ids(session, spots):
    ids = [spots[2].id, spots[0].id, 0]
    assert spot_repository.get_spots_by_ids(session, ids) == [spots[0], spots[2]]
    assert [spot_repository.is_exist_spot(session, spot_id) for spot_id in ids] == [True, True, False]


def test_is_used_in_plan(session, plan, make_spot):
    assert spot_repository.is_used_in_plan(session, plan.plan_spots[0].spot_id)
    assert not spot_repository.is_used_in_plan(session, make_spot("창덕궁").id)


def test_replace_tags(session, spots):
    spot_repository.replace_tags(session, spots[0], ["궁궐", "야경"])
    session.commit()
    assert spots[0].tag_names == ["궁궐", "야경"]
    assert spot_repository.get_tag_counts(session, limit=1) == [("야경", 2)]


def test_increase_view_count(session, spots):
    spot_repository.increase_view_count(session, spots[0].id)
    session.commit()
    assert [spot.view_count for spot in spots] == [31, 10, 50]


@pytest.mark.parametrize("batch_size", [1, 2, 3, 100])
def test_iter_spots(session, spots, batch_size):
    names = [spot.name for spot in spot_repository.iter_spots(session, batch_size=batch_size)]
    assert names == ["경복궁", "북촌한옥마을", "해운대"]


def test_iter_spots_of_a_province(session, spots):
    assert next(spot_repository.iter_spots(session, "부산광역시")).name == "해운대"
    assert list(spot_repository.iter_spots(session, "경기도")) == []


# --- checklists ---


def test_find_checklists(session, plan):
    assert [c.item for c in checklist_repository.find_checklists(session, plan.id)] == ["여권", "충전기", "우산"]
    assert [c.item for c in checklist_repository.find_checklists(session, plan.id, is_done=True)] == ["우산"]
    assert checklist_repository.count_checklists(session, plan.id) == 3
    assert checklist_repository.count_checklists(session, plan.id, is_done=False) == 2


def test_save_and_delete_checklist(session, plan):
    checklist = checklist_repository.save_checklist(session, Checklist(plan_id=plan.id, item="양말"))
    assert checklist_repository.get_checklist(session, checklist.id) is checklist
    checklist_repository.delete_checklist(session, checklist)
    assert checklist_repository.count_checklists(session, plan.id) == 3


def test_update_all_done(session, plan):
    assert checklist_repository.update_all_done(session, plan.id, True) == 3  # 이미 챙긴 것도 센다
    session.commit()
    assert all(checklist.is_done for checklist in plan.checklists)


def test_delete_done(session, plan):
    assert checklist_repository.delete_done(session, plan.id) == 1
    assert len(plan.checklists) == 2


# --- plans ---


@pytest.fixture
def repository(session) -> AbstractPlanRepository:
    return PlanRepository(session)


def test_abstract_repository_cannot_be_made():
    with pytest.raises(TypeError):
        AbstractPlanRepository()


def test_get_plan(repository, plan):
    assert repository.get(plan.id) is plan
    assert repository.get(0) is None
    assert repository.get_or_raise(plan.id) is plan
    with pytest.raises(PlanNotFoundError):
        repository.get_or_raise(0)


def test_list_plans_by_member(repository, plan, member, other_member):
    assert repository.list_by_member(member.id) == ([plan], 1)
    assert repository.list_by_member(member.id, offset=1) == ([], 1)
    assert repository.list_by_member(other_member.id) == ([], 0)


def test_share_code_of_a_private_plan_is_not_found(repository, session, plan):
    plan.share_code = "abc"
    session.commit()
    assert repository.get_by_share_code("abc") is None
    plan.is_public = True
    session.commit()
    assert repository.get_by_share_code("abc") is plan


def test_add_spot_goes_to_the_end_of_the_day(repository, plan, spots):
    assert repository.add_spot(plan, spots[0].id, 1).order_no == 3
    assert repository.add_spot(plan, spots[0].id, 2, "저녁").order_no == 2


def test_visited_provinces(repository, plan, member, other_member):
    assert repository.get_visited_provinces(member.id) == ["부산광역시", "서울특별시"]
    assert repository.get_visited_provinces(other_member.id) == []


def test_delete_plan(repository, session, plan):
    repository.delete(plan)
    session.commit()
    assert session.exec(select(Plan)).all() == []
    assert session.exec(select(PlanSpot)).all() == []
