from abc import ABC, abstractmethod

from sqlmodel import Session, col, func, select

from travel.exceptions import PlanNotFoundError
from travel.models import AdministrativeDivision, Plan, PlanSpot, Spot


class AbstractPlanRepository(ABC):
    @abstractmethod
    def get(self, plan_id: int) -> Plan | None: ...

    @abstractmethod
    def get_by_share_code(self, share_code: str) -> Plan | None: ...

    @abstractmethod
    def list_by_member(self, member_id: int, offset: int, limit: int) -> tuple[list[Plan], int]: ...

    @abstractmethod
    def add(self, plan: Plan) -> Plan: ...

    @abstractmethod
    def add_spot(self, plan: Plan, spot_id: int, day: int, memo: str | None = None) -> PlanSpot: ...

    @abstractmethod
    def get_visited_provinces(self, member_id: int) -> list[str]: ...

    @abstractmethod
    def delete(self, plan: Plan) -> None: ...

    def get_or_raise(self, plan_id: int) -> Plan:
        plan = self.get(plan_id)
        if plan is None:
            raise PlanNotFoundError()
        return plan


class PlanRepository(AbstractPlanRepository):
    """commit 은 서비스에서 한다."""

    def __init__(self, session: Session):
        self.session = session

    def get(self, plan_id: int) -> Plan | None:
        return self.session.get(Plan, plan_id)

    def get_by_share_code(self, share_code: str) -> Plan | None:
        statement = select(Plan).where(Plan.share_code == share_code, col(Plan.is_public).is_(True))
        return self.session.exec(statement).first()

    def list_by_member(self, member_id: int, offset: int = 0, limit: int = 20) -> tuple[list[Plan], int]:
        condition = Plan.member_id == member_id
        total = self.session.exec(select(func.count(Plan.id)).where(condition)).one()
        statement = select(Plan).where(condition).order_by(Plan.start_date, Plan.id).offset(offset).limit(limit)
        return list(self.session.exec(statement).all()), total

    def add(self, plan: Plan) -> Plan:
        self.session.add(plan)
        self.session.flush()
        return plan

    def add_spot(self, plan: Plan, spot_id: int, day: int, memo: str | None = None) -> PlanSpot:
        """그날의 마지막 순서로 추가한다."""
        plan_spot = PlanSpot(
            plan_id=plan.id, spot_id=spot_id, day=day, order_no=self._last_order(plan.id, day) + 1, memo=memo
        )
        self.session.add(plan_spot)
        self.session.flush()
        return plan_spot

    def _last_order(self, plan_id: int, day: int) -> int:
        statement = select(func.max(PlanSpot.order_no)).where(PlanSpot.plan_id == plan_id, PlanSpot.day == day)
        return self.session.exec(statement).one() or 0

    def get_visited_provinces(self, member_id: int) -> list[str]:
        statement = (
            select(AdministrativeDivision.city_province)
            .join(Spot, Spot.division_id == AdministrativeDivision.id)
            .join(PlanSpot, PlanSpot.spot_id == Spot.id)
            .join(Plan, Plan.id == PlanSpot.plan_id)
            .where(Plan.member_id == member_id)
            .group_by(AdministrativeDivision.city_province)
            .order_by(AdministrativeDivision.city_province)
        )
        return list(self.session.scalars(statement).all())

    def delete(self, plan: Plan) -> None:
        self.session.delete(plan)
        self.session.flush()
