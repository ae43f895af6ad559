import secrets
from datetime import date

from aiolift import AsyncSession
from travel.exceptions import (
    InvalidPlanDayError,
    InvalidPlanOrderError,
    PermissionDeniedError,
    PlanNotFoundError,
    SpotNotFoundError,
)
from travel.models import Checklist, Member, Plan, PlanSpot
from travel.repositories import spots as spot_repository
from travel.repositories.plans import AbstractPlanRepository
from travel.schemas.plan import PlanCreate, PlanSpotCreate, PlanUpdate
from travel.services.regions import get_division_or_raise


class PlanService:
    def __init__(self, repository: AbstractPlanRepository, session: AsyncSession) -> None:
        self.repository = repository
        self.session = session

    async def get_my_plan(self, plan_id: int, member: Member) -> Plan:
        plan = await self.repository.get_or_raise(plan_id)
        if plan.member_id != member.id:
            raise PermissionDeniedError
        return plan

    async def get_readable_plan(self, plan_id: int, member: Member) -> Plan:
        """내 계획이거나 공개된 계획"""
        plan = await self.repository.get_or_raise(plan_id)
        if not plan.is_public and plan.member_id != member.id:
            raise PermissionDeniedError
        return plan

    async def list_my_plans(self, member: Member, offset: int, limit: int) -> tuple[list[Plan], int]:
        return await self.repository.list_by_member(member.id, offset, limit)

    async def create_plan(self, member: Member, data: PlanCreate) -> Plan:
        for item in data.spots:
            if not await spot_repository.is_exist_spot(self.session, item.spot_id):
                raise SpotNotFoundError
        division = None
        if data.city_province:
            division = await get_division_or_raise(self.session, data.city_province, data.city_county)

        plan = Plan(
            title=data.title,
            start_date=data.start_date,
            end_date=data.end_date,
            member_id=member.id,
            division=division,
            checklists=[Checklist(item=item) for item in data.checklists],
        )
        await self.repository.add(plan)
        for item in data.spots:
            await self._add_spot(plan, item)
        return await self.repository.get_or_raise(plan.id)

    async def update_plan(self, plan_id: int, member: Member, data: PlanUpdate) -> Plan:
        plan = await self.get_my_plan(plan_id, member)
        plan.sqlmodel_update(data.model_dump(exclude_unset=True, exclude_none=True))
        return plan

    async def delete_plan(self, plan_id: int, member: Member) -> None:
        plan = await self.get_my_plan(plan_id, member)
        await self.repository.delete(plan)

    async def add_spot(self, plan_id: int, member: Member, data: PlanSpotCreate) -> Plan:
        plan = await self.get_my_plan(plan_id, member)
        if not await spot_repository.is_exist_spot(self.session, data.spot_id):
            raise SpotNotFoundError
        await self._add_spot(plan, data)
        return await self.repository.get_or_raise(plan_id)

    async def remove_spot(self, plan_id: int, plan_spot_id: int, member: Member) -> Plan:
        plan = await self.get_my_plan(plan_id, member)
        target = next((plan_spot for plan_spot in plan.plan_spots if plan_spot.id == plan_spot_id), None)
        if target is None:
            raise SpotNotFoundError
        plan.plan_spots.remove(target)  # delete-orphan
        # 빈 자리가 남지 않게 순서를 당긴다
        for plan_spot in plan.plan_spots:
            if plan_spot.day == target.day and plan_spot.order_no > target.order_no:
                plan_spot.order_no -= 1
        return plan

    async def reorder(self, plan_id: int, member: Member, day: int, plan_spot_ids: list[int]) -> Plan:
        """plan_spot_ids 를 그날의 순서로 만든다. 다른 날에 있던 것은 그날로 옮긴다."""
        plan = await self.get_my_plan(plan_id, member)
        self._check_day(plan, day)
        for order_no, plan_spot_id in enumerate(plan_spot_ids, start=1):
            plan_spot = await self.session.get(PlanSpot, plan_spot_id)
            if plan_spot is None or plan_spot.plan_id != plan.id:
                raise InvalidPlanOrderError
            plan_spot.day = day
            plan_spot.order_no = order_no
        # 새 순서로 다시 읽는다
        return await self.repository.get_or_raise(plan_id)

    async def copy_plan(self, plan_id: int, member: Member, start_date: date | None = None) -> Plan:
        source = await self.get_readable_plan(plan_id, member)
        start_date = start_date or source.start_date
        copied = Plan(
            title=f"{source.title[:90]} (복사본)",
            start_date=start_date,
            end_date=start_date + (source.end_date - source.start_date),
            member_id=member.id,
            division_id=source.division_id,
            plan_spots=[
                PlanSpot(spot_id=ps.spot_id, day=ps.day, order_no=ps.order_no, memo=ps.memo) for ps in source.plan_spots
            ],
            checklists=[Checklist(item=checklist.item) for checklist in source.checklists],
        )
        await self.repository.add(copied)
        return await self.repository.get_or_raise(copied.id)

    async def share(self, plan_id: int, member: Member) -> Plan:
        plan = await self.get_my_plan(plan_id, member)
        if plan.share_code is None:
            plan.share_code = secrets.token_hex(8)
        plan.is_public = True
        return plan

    async def get_shared_plan(self, share_code: str) -> Plan:
        if plan := await self.repository.get_by_share_code(share_code):
            return plan
        raise PlanNotFoundError("공유되지 않은 여행 계획입니다.")

    async def _add_spot(self, plan: Plan, item: PlanSpotCreate) -> PlanSpot:
        self._check_day(plan, item.day)
        return await self.repository.add_spot(plan, item.spot_id, item.day, item.memo)

    @staticmethod
    def _check_day(plan: Plan, day: int) -> None:
        if not 1 <= day <= plan.days:
            raise InvalidPlanDayError(f"{plan.days}일짜리 여행에 {day}일차는 없습니다.")
