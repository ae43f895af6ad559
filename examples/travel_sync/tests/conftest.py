"""기본은 임시 SQLite 파일, TRAVEL_TEST_URL 이 있으면 그 DB 로 테스트한다.

    TRAVEL_TEST_URL=mysql+pymysql://travel:travel@127.0.0.1:3306/travel_test pytest

주의: 그 DB 의 테이블은 지우고 다시 만든다.
"""

import os
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel

from travel import db
from travel.config import settings
from travel.db import get_session
from travel.main import app
from travel.models import AdministrativeDivision, Checklist, Member, OauthProvider, Plan, PlanSpot, Spot, SpotTag
from travel.models.common import utcnow
from travel.repositories.regions import get_division

TEST_URL = os.getenv("TRAVEL_TEST_URL")

TestingSessionLocal = sessionmaker(autocommit=False, autoflush=False, class_=Session)


@pytest.fixture(scope="session")
def engine(tmp_path_factory):
    url = TEST_URL or f"sqlite:///{tmp_path_factory.mktemp('db') / 'test.db'}"
    engine = db.make_engine(url)
    TestingSessionLocal.configure(bind=engine)
    # lifespan, init_db, /health 도 테스트 DB 를 보도록 바꾼다
    original, db.engine = db.engine, engine
    db.init_db()
    yield engine
    SQLModel.metadata.drop_all(engine)
    engine.dispose()
    db.engine = original


@pytest.fixture(autouse=True)
def clean_tables(engine):
    """행정구역만 남기고 모두 지운다."""
    yield
    with engine.begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            if table.name != "administrative_division":
                connection.execute(table.delete())


@pytest.fixture
def session(engine):
    with TestingSessionLocal() as session:
        yield session


@pytest.fixture
def mail_log(tmp_path, monkeypatch):
    path = tmp_path / "mail.log"
    monkeypatch.setattr(settings, "mail_log_path", path)
    return path


@pytest.fixture
def upload_dir(tmp_path, monkeypatch):
    path = tmp_path / "uploads"
    monkeypatch.setattr(settings, "upload_dir", path)
    return path


@pytest.fixture
def background_session(engine, monkeypatch):
    """백그라운드 작업과 스크립트가 여는 세션도 테스트 DB 로"""
    monkeypatch.setattr("travel.tasks.SessionLocal", TestingSessionLocal)
    monkeypatch.setattr("travel.scripts.export_spots.SessionLocal", TestingSessionLocal)


@pytest.fixture
def client(engine, background_session, mail_log, upload_dir):
    def override_get_session():
        session = TestingSessionLocal()
        try:
            yield session
        finally:
            session.close()

    app.dependency_overrides[get_session] = override_get_session
    with TestClient(app) as client:
        yield client
    app.dependency_overrides.clear()


# --- 리포지토리와 서비스 테스트에서 쓰는 데이터 ---


@pytest.fixture
def make_member():
    def make(nickname="이순신", oauth=OauthProvider.KAKAO) -> Member:
        return Member(email="lee@example.com", oauth=oauth, nickname=nickname)

    return make


@pytest.fixture
def member(session):
    member = Member(
        email="hong@example.com",
        oauth=OauthProvider.KAKAO,
        nickname="홍길동",
        access_token="access-hong",
        refresh_token="refresh-hong",
        token_expired_at=utcnow() + timedelta(hours=1),
    )
    session.add(member)
    session.commit()
    session.refresh(member)
    return member


@pytest.fixture
def other_member(session):
    member = Member(email="kim@example.com", oauth=OauthProvider.NAVER, nickname="김철수")
    session.add(member)
    session.commit()
    session.refresh(member)
    return member


@pytest.fixture
def seoul(session) -> AdministrativeDivision:
    return get_division(session, "서울특별시", "종로구")


@pytest.fixture
def busan(session) -> AdministrativeDivision:
    return get_division(session, "부산광역시", "해운대구")


@pytest.fixture
def make_spot(session, seoul):
    def make(name="경복궁", division=None, member=None, tags=(), view_count=0) -> Spot:
        spot = Spot(
            name=name,
            address=f"{name} 앞길 1",
            division_id=(division or seoul).id,
            member_id=member.id if member else None,
            view_count=view_count,
            tags=[SpotTag(name=tag) for tag in tags],
        )
        session.add(spot)
        session.commit()
        session.refresh(spot)
        return spot

    return make


@pytest.fixture
def spots(make_spot, member, busan) -> list[Spot]:
    return [
        make_spot("경복궁", member=member, tags=["고궁", "야경"], view_count=30),
        make_spot("북촌한옥마을", member=member, tags=["한옥"], view_count=10),
        make_spot("해운대", division=busan, member=member, tags=["바다", "야경"], view_count=50),
    ]


@pytest.fixture
def plan(session, member, seoul, spots) -> Plan:
    plan = Plan(
        title="서울 1박 2일",
        start_date=date(2025, 5, 3),
        end_date=date(2025, 5, 4),
        member_id=member.id,
        division_id=seoul.id,
        plan_spots=[
            PlanSpot(spot_id=spots[0].id, day=1, order_no=1, memo="한복 빌리기"),
            PlanSpot(spot_id=spots[1].id, day=1, order_no=2),
            PlanSpot(spot_id=spots[2].id, day=2, order_no=1),
        ],
        checklists=[Checklist(item="여권"), Checklist(item="충전기"), Checklist(item="우산", is_done=True)],
    )
    session.add(plan)
    session.commit()
    session.refresh(plan)
    return plan
