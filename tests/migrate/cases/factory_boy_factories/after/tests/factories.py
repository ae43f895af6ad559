import factory
from factory.alchemy import SQLAlchemyModelFactory

from models import Member, Plan
from tests.common import TestSession


class BaseFactory(SQLAlchemyModelFactory):
    class Meta:
        abstract = True
        sqlalchemy_session_factory = lambda: TestSession().sync_session
        sqlalchemy_session_persistence = "commit"


class MemberFactory(BaseFactory):
    class Meta:
        model = Member

    email = factory.Sequence(lambda number: f"member{number}@travel.kr")


class PlanFactory(BaseFactory):
    class Meta:
        model = Plan

    title = "제주"
    member = factory.SubFactory(MemberFactory)


class LatePlanFactory(SQLAlchemyModelFactory):
    """Its session comes from a fixture."""

    class Meta:
        model = Plan

    title = "부산"
    member = factory.SubFactory(MemberFactory)
