"""HTTP 만으로 하는 테스트. 서버 안쪽은 보지 않는다. (client, mail_log, upload_dir 은 conftest.py)"""

import csv
import io

import pytest


def bearer(tokens):
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def sign_up(client, email="hong@example.com", nickname="홍길동", oauth="kakao"):
    response = client.post(
        "/members/sign-up",
        json={"email": email, "oauth": oauth, "oauth_token": f"{oauth}:{email}", "nickname": nickname},
    )
    assert response.status_code == 201, response.text
    return response.json()


@pytest.fixture
def headers(client):
    return bearer(sign_up(client))


@pytest.fixture
def other_headers(client):
    return bearer(sign_up(client, "kim@example.com", "김철수", "naver"))


@pytest.fixture
def create_spot(client, headers):
    def create(name="경복궁", province="서울", county="종로구", tags=(), **values):
        body = {
            "name": name,
            "address": f"{county} {name}길 1",
            "city_province": province,
            "city_county": county,
            "tags": list(tags),
            **values,
        }
        response = client.post("/spots", json=body, headers=headers)
        assert response.status_code == 201, response.text
        return response.json()

    return create


@pytest.fixture
def palace(create_spot):
    return create_spot(
        "경복궁", tags=["고궁", "야경"], description="조선의 으뜸 궁궐", latitude=37.579617, longitude=126.977041
    )


@pytest.fixture
def beach(create_spot):
    return create_spot("해운대", "부산광역시", "해운대구", tags=["바다", "야경"])


@pytest.fixture
def create_plan(client, headers):
    def create(title="서울 나들이", start_date="2025-05-03", end_date="2025-05-05", **values):
        body = {"title": title, "start_date": start_date, "end_date": end_date, **values}
        response = client.post("/plans", json=body, headers=headers)
        assert response.status_code == 201, response.text
        return response.json()

    return create


@pytest.fixture
def plan(create_plan, palace, beach):
    return create_plan(
        spots=[
            {"spot_id": palace["id"], "day": 1, "memo": "한복 빌리기"},
            {"spot_id": beach["id"], "day": 1},
            {"spot_id": palace["id"], "day": 2},
        ],
        checklists=["여권", "충전기"],
    )


def spot_names(plan, day):
    return [item["spot"]["name"] for item in plan["plan_spots"] if item["day"] == day]


# --- 공통 ---


def test_health(client):
    body = client.get("/health").json()
    assert body["status"] == "ok"
    assert body["tables"] == 7


def test_response_has_a_request_id(client):
    response = client.get("/regions", headers={"X-Request-ID": "req-1"})
    assert response.headers["X-Request-ID"] == "req-1"
    assert client.get("/health").headers["X-Request-ID"] != "req-1"
    assert response.headers["X-Process-Time"].endswith("ms")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/members/me"),
        ("POST", "/members/logout"),
        ("GET", "/spots/recommend"),
        ("POST", "/plans"),
        ("GET", "/plans"),
        ("GET", "/plans/1/checklists"),
        ("DELETE", "/checklists/1"),
    ],
)
def test_login_is_required(client, method, path):
    assert client.request(method, path).status_code == 401


# --- 회원 ---


def test_sign_up_returns_tokens(client):
    tokens = sign_up(client)
    assert tokens["token_type"] == "bearer"
    assert tokens["access_token"] != tokens["refresh_token"]


def test_sign_up_twice_is_409(client):
    sign_up(client)
    body = {"email": "HONG@example.com", "oauth": "kakao", "oauth_token": "kakao:hong@example.com", "nickname": "길동"}
    response = client.post("/members/sign-up", json=body)
    assert response.status_code == 409
    assert response.json()["code"] == "DUPLICATE_MEMBER"


def test_same_email_with_another_provider_is_another_member(client):
    first = sign_up(client)
    second = sign_up(client, nickname="구글길동", oauth="google")
    assert first["member_id"] != second["member_id"]


def test_sign_up_with_a_taken_nickname_is_409(client):
    sign_up(client)
    body = {"email": "b@example.com", "oauth": "kakao", "oauth_token": "kakao:b@example.com", "nickname": "홍길동"}
    response = client.post("/members/sign-up", json=body)
    assert response.status_code == 409
    assert response.json()["code"] == "DUPLICATE_NICKNAME"
    exists = client.get("/members/exists", params={"email": "b@example.com", "oauth": "kakao"})
    assert exists.json() == {"exists": False}


@pytest.mark.parametrize("oauth_token", ["naver:hong@example.com", "kakao:kim@example.com", "kakao", ""])
def test_sign_up_with_a_wrong_oauth_token_is_401(client, oauth_token):
    body = {"email": "hong@example.com", "oauth": "kakao", "oauth_token": oauth_token, "nickname": "홍길동"}
    response = client.post("/members/sign-up", json=body)
    assert response.status_code == 401
    assert response.json()["code"] == "INVALID_OAUTH_TOKEN"


@pytest.mark.parametrize(
    "change", [{"email": "hong"}, {"oauth": "facebook"}, {"nickname": "  홍  "}, {"nickname": "길" * 31}]
)
def test_sign_up_with_invalid_values_is_422(client, change):
    body = {
        "email": "hong@example.com",
        "oauth": "kakao",
        "oauth_token": "kakao:hong@example.com",
        "nickname": "홍길동",
    }
    assert client.post("/members/sign-up", json={**body, **change}).status_code == 422


def test_sign_up_sends_a_welcome_mail(client, mail_log):
    sign_up(client)
    line = mail_log.read_text(encoding="utf-8").splitlines()[-1]
    assert line.split("\t")[1:] == ["hong@example.com", "홍길동님, 가입을 환영합니다"]


def test_exists(client):
    sign_up(client)
    params = {"email": "Hong@example.com", "oauth": "kakao"}
    assert client.get("/members/exists", params=params).json() == {"exists": True}
    assert client.get("/members/exists", params={**params, "oauth": "naver"}).json() == {"exists": False}


def test_login_replaces_the_tokens(client):
    old = sign_up(client)
    response = client.post("/members/login", json={"oauth": "kakao", "oauth_token": "kakao:hong@example.com"})
    assert response.status_code == 200
    assert client.get("/members/me", headers=bearer(response.json())).status_code == 200
    assert client.get("/members/me", headers=bearer(old)).status_code == 401


def test_login_without_sign_up_is_404(client):
    response = client.post("/members/login", json={"oauth": "kakao", "oauth_token": "kakao:hong@example.com"})
    assert response.status_code == 404
    assert response.json() == {"code": "MEMBER_NOT_FOUND", "message": "가입하지 않은 회원입니다."}


def test_refresh_token_works_once(client):
    tokens = sign_up(client)
    body = {"refresh_token": tokens["refresh_token"]}
    response = client.post("/members/token/refresh", json=body)
    assert response.status_code == 200
    assert client.get("/members/me", headers=bearer(response.json())).status_code == 200
    assert client.post("/members/token/refresh", json=body).status_code == 401


def test_me(client, headers):
    body = client.get("/members/me", headers=headers).json()
    assert body["email"] == "hong@example.com"
    assert body["oauth"] == "kakao"
    assert body["nickname"] == "홍길동"
    assert body["profile_image_url"] is None
    assert body["created_at"].endswith("Z")
    assert "access_token" not in body


def test_me_with_an_unknown_token_is_401(client):
    response = client.get("/members/me", headers={"Authorization": "Bearer nothing"})
    assert response.status_code == 401
    assert response.json() == {"detail": "토큰이 올바르지 않습니다."}


def test_change_nickname(client, headers):
    response = client.patch("/members/me/nickname", json={"nickname": "새별명"}, headers=headers)
    assert response.status_code == 200
    assert response.json()["nickname"] == "새별명"
    assert client.get("/members/me", headers=headers).json()["nickname"] == "새별명"


def test_change_nickname_to_a_taken_one_is_409(client, headers, other_headers):
    response = client.patch("/members/me/nickname", json={"nickname": "김철수"}, headers=headers)
    assert response.status_code == 409
    assert client.get("/members/me", headers=headers).json()["nickname"] == "홍길동"


def test_profile_image(client, headers, upload_dir):
    files = {"file": ("me.PNG", b"\x89PNG....", "image/png")}
    response = client.post("/members/me/profile-image", files=files, headers=headers)
    assert response.status_code == 200
    url = response.json()["profile_image_url"]
    assert url.startswith("/uploads/")
    assert url.endswith(".png")
    assert (upload_dir / url.rsplit("/", 1)[-1]).read_bytes() == b"\x89PNG...."


def test_profile_image_must_be_an_image(client, headers, upload_dir):
    files = {"file": ("me.txt", b"hello", "text/plain")}
    response = client.post("/members/me/profile-image", files=files, headers=headers)
    assert response.status_code == 400
    assert not upload_dir.exists()


def test_logout(client, headers):
    assert client.post("/members/logout", headers=headers).status_code == 204
    assert client.get("/members/me", headers=headers).status_code == 401


def test_stats(client, headers, plan):
    body = client.get("/members/me/stats", headers=headers).json()
    assert body == {"plan_count": 1, "spot_count": 2, "visited_provinces": ["부산광역시", "서울특별시"]}


def test_withdraw_removes_the_plans_and_keeps_the_spots(client, headers, plan, palace):
    code = client.post(f"/plans/{plan['id']}/share", headers=headers).json()["share_code"]
    assert client.delete("/members/me", headers=headers).status_code == 204
    assert client.get("/members/me", headers=headers).status_code == 401
    assert client.get(f"/plans/shared/{code}").status_code == 404
    spot = client.get(f"/spots/{palace['id']}").json()
    assert spot["name"] == "경복궁"
    assert spot["member"] is None


# --- 지역 ---


def test_regions(client):
    provinces = client.get("/regions").json()
    assert len(provinces) == 17
    assert sum(province["county_count"] for province in provinces) == 245
    assert provinces[-1] == {"name": "충청북도", "county_count": 12, "spot_count": 0}


def test_region_spot_count(client, palace, beach):
    counts = {province["name"]: province["spot_count"] for province in client.get("/regions").json()}
    assert counts["서울특별시"] == 1
    assert counts["부산광역시"] == 1
    assert sum(counts.values()) == 2


@pytest.mark.parametrize("name", ["서울", "서울시", "서울특별시"])
def test_counties_by_short_name(client, name):
    counties = client.get(f"/regions/{name}").json()
    assert len(counties) == 26
    assert counties[0]["city_county"] == "강남구"
    assert {county["city_province"] for county in counties} == {"서울특별시"}


def test_unknown_region_is_404(client):
    response = client.get("/regions/평양")
    assert response.status_code == 404
    assert response.json()["code"] == "REGION_NOT_FOUND"


def test_spot_counts_include_empty_counties(client, palace, create_spot):
    create_spot("창덕궁")
    counts = client.get("/regions/서울/spot-counts").json()
    assert len(counts) == 26
    assert [count for count in counts if count["spot_count"]] == [{"city_county": "종로구", "spot_count": 2}]


# --- 여행지 ---


def test_create_spot(palace):
    assert palace["division"]["city_province"] == "서울특별시"
    assert palace["tag_names"] == ["고궁", "야경"]
    assert palace["member"]["nickname"] == "홍길동"
    assert (palace["latitude"], palace["longitude"]) == (37.579617, 126.977041)
    assert palace["view_count"] == 0


def test_create_spot_cleans_the_tags(create_spot):
    assert create_spot(tags=["#Cafe", " cafe ", "", "#"])["tag_names"] == ["cafe"]


def test_create_spot_in_an_unknown_region_is_404(client, headers):
    body = {"name": "어딘가", "address": "-", "city_province": "서울", "city_county": "없는구"}
    response = client.post("/spots", json=body, headers=headers)
    assert response.status_code == 404
    assert client.get("/spots").json()["total"] == 0


def test_reading_a_spot_counts_the_view(client, palace):
    assert client.get(f"/spots/{palace['id']}").json()["view_count"] == 0
    assert client.get(f"/spots/{palace['id']}").json()["view_count"] == 1


def test_unknown_spot_is_404(client):
    response = client.get("/spots/0")
    assert response.status_code == 404
    assert response.json() == {"detail": "없는 여행지입니다."}


def test_search_pages_from_the_newest(client, create_spot):
    for n in range(1, 6):
        create_spot(f"여행지{n}")
    body = client.get("/spots", params={"size": 2}).json()
    assert [spot["name"] for spot in body["items"]] == ["여행지5", "여행지4"]
    assert (body["total"], body["page"], body["size"]) == (5, 1, 2)
    last = client.get("/spots", params={"size": 2, "page": 3}).json()
    assert [spot["name"] for spot in last["items"]] == ["여행지1"]


@pytest.mark.parametrize(
    ("params", "names"),
    [
        ({"province": "부산"}, ["해운대"]),
        ({"province": "서울", "county": "종로구"}, ["경복궁"]),
        ({"province": "서울", "county": "강남구"}, []),
        ({"keyword": "궁궐"}, ["경복궁"]),
        ({"keyword": "%"}, []),
        ({"tag": "야경"}, ["해운대", "경복궁"]),
        ({"tag": "야경", "province": "서울"}, ["경복궁"]),
        ({"tag": "없는태그"}, []),
    ],
)
def test_search(client, palace, beach, params, names):
    body = client.get("/spots", params=params).json()
    assert [spot["name"] for spot in body["items"]] == names
    assert body["total"] == len(names)


@pytest.mark.parametrize("params", [{"page": 0}, {"size": 101}, {"keyword": ""}])
def test_search_with_invalid_params_is_422(client, params):
    assert client.get("/spots", params=params).status_code == 422


def test_popular_spots(client, palace, beach):
    client.get(f"/spots/{beach['id']}")
    assert [spot["name"] for spot in client.get("/spots/popular").json()] == ["해운대", "경복궁"]
    assert len(client.get("/spots/popular", params={"limit": 1}).json()) == 1


def test_spots_by_ids(client, palace, beach):
    response = client.get("/spots/batch", params={"ids": [beach["id"], 0, palace["id"]]})
    assert [spot["name"] for spot in response.json()] == ["경복궁", "해운대"]
    assert client.get("/spots/batch").status_code == 422


def test_tags_with_counts(client, palace, beach):
    assert client.get("/spots/tags").json() == {"야경": 2, "고궁": 1, "바다": 1}


def test_change_tags(client, headers, palace):
    response = client.put(f"/spots/{palace['id']}/tags", json={"tags": ["야경", "데이트"]}, headers=headers)
    assert response.status_code == 200
    assert response.json()["tag_names"] == ["데이트", "야경"]


def test_only_the_owner_changes_tags(client, other_headers, palace):
    response = client.put(f"/spots/{palace['id']}/tags", json={"tags": []}, headers=other_headers)
    assert response.status_code == 403
    assert client.get(f"/spots/{palace['id']}").json()["tag_names"] == ["고궁", "야경"]


def test_remove_spot(client, headers, palace):
    assert client.delete(f"/spots/{palace['id']}", headers=headers).status_code == 204
    assert client.get(f"/spots/{palace['id']}").status_code == 404
    assert client.get("/spots/tags").json() == {}


def test_spot_in_a_plan_cannot_be_removed(client, headers, plan, palace):
    response = client.delete(f"/spots/{palace['id']}", headers=headers)
    assert response.status_code == 409
    assert response.json()["code"] == "SPOT_IN_USE"


def test_recommend_by_visited_provinces(client, headers, create_plan, palace, beach, create_spot):
    create_spot("창덕궁")
    create_plan(spots=[{"spot_id": palace["id"]}])
    body = client.get("/spots/recommend", headers=headers).json()
    assert {province: [spot["name"] for spot in spots] for province, spots in body.items()} == {
        "서울특별시": ["경복궁", "창덕궁"]
    }


def test_export(client, palace, beach):
    response = client.get("/spots/export", params={"province": "부산"})
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [(row["name"], row["city_county"], row["tags"]) for row in rows] == [("해운대", "해운대구", "바다 야경")]


# --- 여행 계획 ---


def test_create_plan(plan):
    assert plan["days"] == 3
    assert plan["division"] is None
    assert plan["member"]["nickname"] == "홍길동"
    assert [(item["day"], item["order_no"], item["memo"]) for item in plan["plan_spots"]] == [
        (1, 1, "한복 빌리기"),
        (1, 2, None),
        (2, 1, None),
    ]
    assert spot_names(plan, 1) == ["경복궁", "해운대"]
    assert [(item["item"], item["is_done"]) for item in plan["checklists"]] == [("여권", False), ("충전기", False)]


def test_create_plan_with_a_region(create_plan):
    plan = create_plan(city_province="제주")
    assert plan["division"]["city_county"] == "제주특별자치도"


def test_create_plan_with_an_unknown_spot_is_404(client, headers, palace):
    body = {
        "title": "여행",
        "start_date": "2025-05-03",
        "end_date": "2025-05-03",
        "spots": [{"spot_id": palace["id"]}, {"spot_id": 0}],
    }
    assert client.post("/plans", json=body, headers=headers).status_code == 404
    assert client.get("/plans", headers=headers).json()["total"] == 0


def test_create_plan_beyond_the_last_day_saves_nothing(client, headers, palace):
    body = {
        "title": "당일치기",
        "start_date": "2025-05-03",
        "end_date": "2025-05-03",
        "spots": [{"spot_id": palace["id"], "day": 1}, {"spot_id": palace["id"], "day": 2}],
        "checklists": ["여권"],
    }
    response = client.post("/plans", json=body, headers=headers)
    assert response.status_code == 400
    assert response.json()["code"] == "INVALID_PLAN_DAY"
    assert client.get("/plans", headers=headers).json()["total"] == 0


def test_create_plan_that_ends_before_it_starts_is_422(client, headers):
    body = {"title": "여행", "start_date": "2025-05-03", "end_date": "2025-05-02"}
    assert client.post("/plans", json=body, headers=headers).status_code == 422


def test_list_my_plans_in_date_order(client, headers, other_headers, create_plan):
    create_plan("여름", "2025-07-01", "2025-07-02")
    create_plan("봄", "2025-04-01", "2025-04-02")
    body = client.get("/plans", headers=headers).json()
    assert [plan["title"] for plan in body["items"]] == ["봄", "여름"]
    assert client.get("/plans", headers=headers, params={"size": 1, "page": 2}).json()["items"][0]["title"] == "여름"
    assert client.get("/plans", headers=other_headers).json()["total"] == 0


def test_get_plan(client, headers, plan):
    assert client.get(f"/plans/{plan['id']}", headers=headers).json() == plan


def test_get_plan_summary(client, headers, plan):
    body = client.get(f"/plans/{plan['id']}/summary", headers=headers).json()
    assert body["title"] == "서울 나들이"
    assert "plan_spots" not in body


def test_unknown_plan_is_404(client, headers):
    response = client.get("/plans/0", headers=headers)
    assert response.status_code == 404
    assert response.json()["code"] == "PLAN_NOT_FOUND"


def test_private_plan_of_another_member_is_403(client, other_headers, plan):
    for response in [
        client.get(f"/plans/{plan['id']}", headers=other_headers),
        client.patch(f"/plans/{plan['id']}", json={"title": "내 것"}, headers=other_headers),
        client.delete(f"/plans/{plan['id']}", headers=other_headers),
    ]:
        assert response.status_code == 403


def test_public_plan_is_readable_but_not_writable(client, headers, other_headers, plan):
    client.patch(f"/plans/{plan['id']}", json={"is_public": True}, headers=headers)
    assert client.get(f"/plans/{plan['id']}", headers=other_headers).status_code == 200
    assert client.get(f"/plans/{plan['id']}/summary", headers=other_headers).status_code == 403


def test_update_plan(client, headers, plan):
    response = client.patch(f"/plans/{plan['id']}", json={"title": "서울과 부산"}, headers=headers)
    assert response.status_code == 200
    assert response.json() == {**plan, "title": "서울과 부산"}


def test_add_a_spot_at_the_end_of_the_day(client, headers, plan, beach):
    body = {"spot_id": beach["id"], "day": 2, "memo": "일출"}
    response = client.post(f"/plans/{plan['id']}/spots", json=body, headers=headers)
    assert response.status_code == 201
    assert spot_names(response.json(), 2) == ["경복궁", "해운대"]
    assert response.json()["plan_spots"][-1]["order_no"] == 2


def test_add_a_spot_beyond_the_last_day_is_400(client, headers, plan, beach):
    body = {"spot_id": beach["id"], "day": 4}
    response = client.post(f"/plans/{plan['id']}/spots", json=body, headers=headers)
    assert response.status_code == 400
    assert response.json()["message"] == "3일짜리 여행에 4일차는 없습니다."


def test_reorder(client, headers, plan):
    first, second, third = [item["id"] for item in plan["plan_spots"]]
    body = {"day": 1, "plan_spot_ids": [third, second, first]}
    response = client.put(f"/plans/{plan['id']}/spots/order", json=body, headers=headers)
    assert response.status_code == 200
    assert [(item["id"], item["day"], item["order_no"]) for item in response.json()["plan_spots"]] == [
        (third, 1, 1),
        (second, 1, 2),
        (first, 1, 3),
    ]


def test_reorder_with_a_foreign_spot_changes_nothing(client, headers, plan, create_plan, palace):
    foreign = create_plan("다른 계획", spots=[{"spot_id": palace["id"]}])["plan_spots"][0]["id"]
    second = plan["plan_spots"][1]["id"]
    body = {"day": 1, "plan_spot_ids": [second, foreign]}
    response = client.put(f"/plans/{plan['id']}/spots/order", json=body, headers=headers)
    assert response.status_code == 400
    assert client.get(f"/plans/{plan['id']}", headers=headers).json() == plan


def test_remove_a_spot_closes_the_gap(client, headers, plan):
    first, second, third = [item["id"] for item in plan["plan_spots"]]
    response = client.delete(f"/plans/{plan['id']}/spots/{first}", headers=headers)
    assert response.status_code == 200
    assert [(item["id"], item["order_no"]) for item in response.json()["plan_spots"]] == [(second, 1), (third, 1)]
    assert client.delete(f"/plans/{plan['id']}/spots/{first}", headers=headers).status_code == 404


def test_delete_plan(client, headers, plan, palace):
    checklist_id = plan["checklists"][0]["id"]
    assert client.delete(f"/plans/{plan['id']}", headers=headers).status_code == 204
    assert client.get(f"/plans/{plan['id']}", headers=headers).status_code == 404
    assert client.delete(f"/checklists/{checklist_id}", headers=headers).status_code == 404
    assert client.delete(f"/spots/{palace['id']}", headers=headers).status_code == 204


def test_copy_my_plan_to_other_dates(client, headers, plan):
    client.patch(f"/checklists/{plan['checklists'][0]['id']}", json={"is_done": True}, headers=headers)
    response = client.post(f"/plans/{plan['id']}/copy", json={"start_date": "2025-08-01"}, headers=headers)
    assert response.status_code == 201
    copied = response.json()
    assert copied["title"] == "서울 나들이 (복사본)"
    assert (copied["start_date"], copied["end_date"]) == ("2025-08-01", "2025-08-03")
    assert spot_names(copied, 1) == ["경복궁", "해운대"]
    assert [item["is_done"] for item in copied["checklists"]] == [False, False]
    assert {item["id"] for item in copied["plan_spots"]}.isdisjoint(item["id"] for item in plan["plan_spots"])


def test_copy_a_public_plan_of_another_member(client, headers, other_headers, plan):
    assert client.post(f"/plans/{plan['id']}/copy", json={}, headers=other_headers).status_code == 403
    client.post(f"/plans/{plan['id']}/share", headers=headers)
    copied = client.post(f"/plans/{plan['id']}/copy", json={}, headers=other_headers).json()
    assert copied["member"]["nickname"] == "김철수"
    assert copied["start_date"] == plan["start_date"]
    assert copied["is_public"] is False


def test_shared_plan_is_readable_without_login(client, headers, plan):
    code = client.post(f"/plans/{plan['id']}/share", headers=headers).json()["share_code"]
    again = client.post(f"/plans/{plan['id']}/share", headers=headers).json()["share_code"]
    assert code == again
    shared = client.get(f"/plans/shared/{code}")
    assert shared.status_code == 200
    assert shared.json() == {**plan, "is_public": True}


def test_share_sends_a_mail(client, headers, plan, mail_log):
    client.post(f"/plans/{plan['id']}/share", headers=headers)
    assert mail_log.read_text(encoding="utf-8").endswith("\thong@example.com\t'서울 나들이' 계획을 공유했습니다\n")


def test_plan_made_private_again_is_not_shared(client, headers, plan):
    code = client.post(f"/plans/{plan['id']}/share", headers=headers).json()["share_code"]
    client.patch(f"/plans/{plan['id']}", json={"is_public": False}, headers=headers)
    response = client.get(f"/plans/shared/{code}")
    assert response.status_code == 404
    assert response.json()["message"] == "공유되지 않은 여행 계획입니다."


# --- 준비물 ---


def test_checklist_progress(client, headers, plan):
    first = plan["checklists"][0]["id"]
    client.patch(f"/checklists/{first}", json={"is_done": True}, headers=headers)
    body = client.get(f"/plans/{plan['id']}/checklists", headers=headers).json()
    assert (body["total"], body["done"]) == (2, 1)
    assert [(item["item"], item["is_done"]) for item in body["items"]] == [("여권", True), ("충전기", False)]


def test_add_checklist(client, headers, plan):
    response = client.post(f"/plans/{plan['id']}/checklists", json={"item": "우산"}, headers=headers)
    assert response.status_code == 201
    assert response.json()["is_done"] is False
    assert client.get(f"/plans/{plan['id']}/checklists", headers=headers).json()["total"] == 3


def test_add_checklists_skips_what_is_there(client, headers, plan):
    body = {"items": ["여권", "우산", "우산", "", "양말"]}
    response = client.post(f"/plans/{plan['id']}/checklists/bulk", json=body, headers=headers)
    assert response.status_code == 201
    assert [item["item"] for item in response.json()] == ["여권", "충전기", "우산", "양말"]


def test_rename_checklist(client, headers, plan):
    first = plan["checklists"][0]["id"]
    response = client.patch(f"/checklists/{first}", json={"item": "여권 사본"}, headers=headers)
    assert response.json() == {"id": first, "item": "여권 사본", "is_done": False}


def test_check_all_and_clear(client, headers, plan):
    assert client.post(f"/plans/{plan['id']}/checklists/check-all", headers=headers).json()["count"] == 2
    client.post(f"/plans/{plan['id']}/checklists", json={"item": "우산"}, headers=headers)
    cleared = client.delete(f"/plans/{plan['id']}/checklists/done", headers=headers)
    assert cleared.json() == {"message": "서울 나들이: 챙긴 준비물을 지웠습니다.", "count": 2}
    body = client.get(f"/plans/{plan['id']}/checklists", headers=headers).json()
    assert [item["item"] for item in body["items"]] == ["우산"]


def test_delete_checklist(client, headers, plan):
    first = plan["checklists"][0]["id"]
    assert client.delete(f"/checklists/{first}", headers=headers).status_code == 204
    assert client.delete(f"/checklists/{first}", headers=headers).status_code == 404


def test_checklists_of_another_member_are_403(client, other_headers, plan):
    assert client.get(f"/plans/{plan['id']}/checklists", headers=other_headers).status_code == 403
    response = client.patch(f"/checklists/{plan['checklists'][0]['id']}", json={"is_done": True}, headers=other_headers)
    assert response.status_code == 403
