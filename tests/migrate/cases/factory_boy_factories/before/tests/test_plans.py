import pytest

from models import Plan, titles
from tests.factories import LatePlanFactory, MemberFactory, PlanFactory


def test_titles(db, member):
    PlanFactory.create_batch(2, member=member)
    PlanFactory.create(title="서울", member=member)
    PlanFactory()
    assert titles(db, "kim@travel.kr") == ["제주", "제주", "서울"]


def test_a_session_of_a_fixture(db):
    plan = LatePlanFactory()
    db.commit()
    assert db.query(Plan).count() == 1
    assert plan.title == "부산"


@pytest.mark.usefixtures("db")
def test_the_session_of_a_fixture_is_not_named():
    assert LatePlanFactory(title="광주").title == "광주"


def test_the_session_of_a_fixture_is_not_used(db):
    assert LatePlanFactory().title == "부산"


def test_without_a_session():
    assert MemberFactory().id == 1
    assert MemberFactory.build().id is None
