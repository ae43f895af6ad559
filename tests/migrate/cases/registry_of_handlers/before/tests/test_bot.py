import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bot import bus
from bot.commands import Base, Blank, Desk, Memo, find, make
from bot.registry import run


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


def test_commands(session):
    assert run(session, "적어 우유 사기") == "1번"
    assert run(session, "보여줘") == "우유 사기"
    assert run(session, "도움말") == "적어 보여줘 도움말"
    assert run(session, "노래해") == "모르는 명령"


def test_find(session):
    run(session, "적어 우유 사기")
    assert [find(key, session).id for key in (1, "우유 사기", ["우유 사기"])] == [1, 1, 1]
    assert find(1.5, session) is None
    desk = Desk(session)
    assert [desk.handle(event) for event in ("count", "first", "last")] == [1, "우유 사기", None]


def test_bus(session):
    made = bus.bootstrap(session, "새 글: ")
    made.handle("썼다", "우유 사기")
    made.handle("보았다", "빵")
    assert bus.shown == ["새 글: 우유 사기", "새 글: 빵"]
    assert run(session, "보여줘") == "우유 사기"


def test_makers(session):
    session.add(Memo(text="가"))
    session.flush()
    assert make(session, "첫째").text == "가"
    assert isinstance(make(session, "빈"), Blank)
    assert make(session, "없음") is None
