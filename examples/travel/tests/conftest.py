"""기본은 임시 SQLite 파일, TRAVEL_TEST_URL 이 있으면 그 DB 로 테스트한다.

    TRAVEL_TEST_URL=mysql://travel:travel@127.0.0.1:3306/travel_test pytest

주의: 그 DB 의 테이블은 지우고 다시 만든다.
"""

import asyncio
import os
import tempfile
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlmodel import SQLModel

# travel.db 가 Database 를 만들기 전에 주소를 정한다
_folder = tempfile.TemporaryDirectory(prefix="travel-")
os.environ["DATABASE_URL"] = os.getenv("TRAVEL_TEST_URL") or f"sqlite:///{Path(_folder.name) / 'test.db'}"

from travel.config import settings  # noqa: E402
from travel.db import SessionLocal, db, init_db  # noqa: E402
from travel.main import app  # noqa: E402
from travel.models import (  # noqa: E402
    AdministrativeDivision,
    Checklist,
    Member,
    OauthProvider,
    Plan,
    PlanSpot,
    Spot,
    SpotTag,
)
from travel.models.common import utcnow  # noqa: E402
from travel.repositories.regions import get_division  # noqa: E402


def run(work: Callable[[], Awaitable[object]]) -> None:
    """테스트의 이벤트 루프 밖에서 실행한다. 연결은 만들어진 루프에 묶이므로 끝나면 모두 닫는다."""

    async def main() -> None:
        try:
            await work()
        finally:
            await db.dispose()

    asyncio.run(main())


@pytest.fixture(scope="session", autouse=True)
def tables():
    run(init_db)
    yield
    run(db.drop_tables)
    _folder.cleanup()


@pytest.fixture(autouse=True)
def clean_tables(tables):
    """행정구역만 남기고 모두 지운다."""
    yield
    run(delete_all)


async def delete_all() -> None:
    async with db.engine.begin() as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            if table.name != "administrative_division":
                await connection.execute(table.delete())


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
def client(mail_log, upload_dir):
    # with: lifespan 이 같은 이벤트 루프에서 연결하고 닫는다
    with TestClient(app) as client:
        yield client


# --- 리포지토리와 서비스 테스트에서 쓰는 데이터 ---


@pytest.fixture
async def session():
    async with SessionLocal() as session:
        yield session
    await db.dispose()


@pytest.fixture
def make_member():
    def make(nickname="이순신", oauth=OauthProvider.KAKAO) -> Member:
        return Member(email="lee@example.com", oauth=oauth, nickname=nickname)

    return make


@pytest.fixture
async def member(session):
    member = Member(
        email="hong@example.com",
        oauth=OauthProvider.KAKAO,
        nickname="홍길동",
        access_token="access-hong",
        refresh_token="refresh-hong",
        token_expired_at=utcnow() + timedelta(hours=1),
    )
    session.add(member)
    await session.commit()
    return member


@pytest.fixture
async def other_member(session):
    member = Member(email="kim@example.com", oauth=OauthProvider.NAVER, nickname="김철수")
    session.add(member)
    await session.commit()
    return member


@pytest.fixture
async def seoul(session) -> AdministrativeDivision:
    return await get_division(session, "서울특별시", "종로구")


@pytest.fixture
async def busan(session) -> AdministrativeDivision:
    return await get_division(session, "부산광역시", "해운대구")


@pytest.fixture
def make_spot(session, seoul):
    async def make(name="경복궁", division=None, member=None, tags=(), view_count=0) -> Spot:
        spot = Spot(
            name=name,
            address=f"{name} 앞길 1",
            division_id=(division or seoul).id,
            member_id=member.id if member else None,
            view_count=view_count,
            tags=[SpotTag(name=tag) for tag in tags],
        )
        session.add(spot)
        await session.commit()
        return spot

    return make


@pytest.fixture
async def spots(make_spot, member, busan) -> list[Spot]:
    return [
        await make_spot("경복궁", member=member, tags=["고궁", "야경"], view_count=30),
        await make_spot("북촌한옥마을", member=member, tags=["한옥"], view_count=10),
        await make_spot("해운대", division=busan, member=member, tags=["바다", "야경"], view_count=50),
    ]


@pytest.fixture
async def plan(session, member, seoul, spots) -> Plan:
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
    await session.commit()
    return plan
