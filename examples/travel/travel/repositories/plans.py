from abc import ABC, abstractmethod

from sqlalchemy.orm import joinedload, selectinload
from sqlmodel import col, func, select

from aiolift import AsyncSession
from travel.exceptions import PlanNotFoundError
from travel.models import AdministrativeDivision, Plan, PlanSpot, Spot

# 응답이 읽는 관계들. 비동기에서는 속성을 읽을 때 몰래 조회할 수 없으므로 조회할 때 함께 읽는다
SUMMARY = (joinedload(Plan.division),)
DETAIL = (
    *SUMMARY,
    joinedload(Plan.member),
    selectinload(Plan.plan_spots).joinedload(PlanSpot.spot).joinedload(Spot.division),
    selectinload(Plan.checklists),
)


class AbstractPlanRepository(ABC):
    @abstractmethod
    async def get(self, plan_id: int) -> Plan | None: ...

    @abstractmethod
    async def get_by_share_code(self, share_code: str) -> Plan | None: ...

    @abstractmethod
    async def list_by_member(self, member_id: int, offset: int, limit: int) -> tuple[list[Plan], int]: ...

    @abstractmethod
    async def add(self, plan: Plan) -> Plan: ...

    @abstractmethod
    async def add_spot(self, plan: Plan, spot_id: int, day: int, memo: str | None = None) -> PlanSpot: ...

    @abstractmethod
    async def get_visited_provinces(self, member_id: int) -> list[str]: ...

    @abstractmethod
    async def delete(self, plan: Plan) -> None: ...

    async def get_or_raise(self, plan_id: int) -> Plan:
        plan = await self.get(plan_id)
        if plan is None:
            raise PlanNotFoundError
        return plan


class PlanRepository(AbstractPlanRepository):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, plan_id: int) -> Plan | None:
        # populate_existing: 이 세션이 이미 아는 계획이라도 관계까지 DB 에 있는 대로 다시 읽는다
        return await self.session.get(Plan, plan_id, options=DETAIL, populate_existing=True)

    async def get_by_share_code(self, share_code: str) -> Plan | None:
        statement = select(Plan).where(Plan.share_code == share_code, col(Plan.is_public).is_(True)).options(*DETAIL)
        return (await self.session.exec(statement)).first()

    async def list_by_member(self, member_id: int, offset: int = 0, limit: int = 20) -> tuple[list[Plan], int]:
        condition = Plan.member_id == member_id
        total = (await self.session.exec(select(func.count(Plan.id)).where(condition))).one()
        statement = select(Plan).where(condition).order_by(Plan.start_date, Plan.id).offset(offset).limit(limit)
        return list(await self.session.exec(statement.options(*SUMMARY))), total

    async def add(self, plan: Plan) -> Plan:
        self.session.add(plan)
        await self.session.flush()
        return plan

    async def add_spot(self, plan: Plan, spot_id: int, day: int, memo: str | None = None) -> PlanSpot:
        """그날의 마지막 순서로 추가한다."""
        order_no = await self._last_order(plan.id, day) + 1
        plan_spot = PlanSpot(plan_id=plan.id, spot_id=spot_id, day=day, order_no=order_no, memo=memo)
        self.session.add(plan_spot)
        await self.session.flush()
        return plan_spot

    async def _last_order(self, plan_id: int, day: int) -> int:
        statement = select(func.max(PlanSpot.order_no)).where(PlanSpot.plan_id == plan_id, PlanSpot.day == day)
        return (await self.session.exec(statement)).one() or 0

    async def get_visited_provinces(self, member_id: int) -> list[str]:
        statement = (
            select(AdministrativeDivision.city_province)
            .join(Spot, Spot.division_id == AdministrativeDivision.id)
            .join(PlanSpot, PlanSpot.spot_id == Spot.id)
            .join(Plan, Plan.id == PlanSpot.plan_id)
            .where(Plan.member_id == member_id)
            .group_by(AdministrativeDivision.city_province)
            .order_by(AdministrativeDivision.city_province)
        )
        return list(await self.session.exec(statement))

    async def delete(self, plan: Plan) -> None:
        await self.session.delete(plan)
        await self.session.flush()
