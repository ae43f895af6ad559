import pytest
from sqlmodel import Session, SQLModel, create_engine

from members import Member


@pytest.fixture
def session():
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with Session(engine) as session:
        yield session
    engine.dispose()


@pytest.fixture
def member(session):
    member = Member(name="홍길동")
    session.add(member)
    session.commit()
    return member


@pytest.fixture
def admin(session):
    admin = Member(name="관리자", level=9)
    session.add(admin)
    session.commit()
    return admin


@pytest.fixture
def title():
    return "장군"


@pytest.mark.parametrize("as_admin", [True, False])
def test_one_or_the_other(request, session, as_admin):
    if as_admin:
        who = request.getfixturevalue("admin")
    else:
        who = request.getfixturevalue("member")
    assert who.promote(session) == (10 if as_admin else 2)


@pytest.mark.parametrize(("who", "level"), [("admin", 10), ("member", 2)])
def test_by_parameter(request: pytest.FixtureRequest, session: Session, who: str, level: int):
    found = request.getfixturevalue(who)
    assert found.promote(session) == level


@pytest.fixture
def promoted(request):
    session, member = request.getfixturevalue("session"), request.getfixturevalue("member")
    member.promote(session)
    return member


def test_in_a_fixture(promoted):
    assert promoted.level == 2


def test_plain(request):
    assert request.getfixturevalue("title") == "장군"
