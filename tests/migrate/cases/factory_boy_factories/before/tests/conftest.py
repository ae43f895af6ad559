import pytest

from models import Base
from tests.common import TestSession, engine
from tests.factories import LatePlanFactory, MemberFactory


@pytest.fixture(autouse=True)
def tables():
    Base.metadata.create_all(engine)
    yield
    TestSession.remove()
    Base.metadata.drop_all(engine)


@pytest.fixture
def db():
    session = TestSession()
    LatePlanFactory._meta.sqlalchemy_session = session
    return session


@pytest.fixture
def member():
    return MemberFactory(email="kim@travel.kr")
