import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import StaticPool

from accounts import Base, Member, Plan, Tag, give_up, leave, merge, merge_by_statement


@pytest.fixture
def db():
    engine = create_engine("sqlite://", connect_args={"check_same_thread": False}, poolclass=StaticPool)
    Base.metadata.create_all(engine)
    with sessionmaker(engine)() as session:
        session.add(Member(id=1, name="영희", plans=[Plan(title="제주", tags=[Tag(name="섬")]), Plan(title="부산")]))
        session.add(Member(id=2, name="철수"))
        session.commit()
        session.expunge_all()
        yield session
    engine.dispose()


def owners(db):
    return [member_id for (member_id,) in db.query(Plan.member_id).order_by(Plan.id)]


def test_merge(db):
    assert merge(db, 1, 2) == 2
    assert owners(db) == [2, 2]
    assert [member.title for member in db.query(Member)] == ["철수 (2)"]


def test_merge_by_statement(db):
    merge_by_statement(db, 1, 2)
    assert owners(db) == [2, 2]


def test_leave(db):
    leave(db, 1)
    assert owners(db) == [None, None]


def test_give_up(db):
    assert str(db.get(Plan, 1)) == "제주 ['섬']"
    db.expunge_all()
    give_up(db, 1)
    assert [plan.id for plan in db.query(Plan)] == [2]
    assert [tag.name for tag in db.query(Tag)] == ["섬"]
