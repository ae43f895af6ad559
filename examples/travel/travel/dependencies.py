from typing import Annotated

from fastapi import Depends, Header, HTTPException, Query

from travel.db import ReadSessionDep, SessionDep
from travel.models import Member, Plan
from travel.models.common import utcnow
from travel.repositories.members import get_member_by_access_token
from travel.repositories.plans import PlanRepository
from travel.services.plans import PlanService

__all__ = ["CurrentMember", "MyPlan", "Pagination", "PlanServiceDep", "ReadSessionDep", "SessionDep"]


async def get_current_member(session: SessionDep, authorization: Annotated[str | None, Header()] = None) -> Member:
    """Authorization: Bearer <access_token>"""
    if not authorization or not authorization.startswith("Bearer "):
        raise HTTPException(status_code=401, detail="로그인이 필요합니다.")
    member = await get_member_by_access_token(authorization.removeprefix("Bearer "), session)
    if member is None:
        raise HTTPException(status_code=401, detail="토큰이 올바르지 않습니다.")
    if member.token_expired_at is None or member.token_expired_at < utcnow():
        raise HTTPException(status_code=401, detail="토큰이 만료되었습니다.")
    return member


CurrentMember = Annotated[Member, Depends(get_current_member)]


async def get_plan_service(session: SessionDep) -> PlanService:
    return PlanService(PlanRepository(session), session)


PlanServiceDep = Annotated[PlanService, Depends(get_plan_service)]


async def get_my_plan(plan_id: int, member: CurrentMember, service: PlanServiceDep) -> Plan:
    return await service.get_my_plan(plan_id, member)


MyPlan = Annotated[Plan, Depends(get_my_plan)]


class Pagination:
    def __init__(self, page: Annotated[int, Query(ge=1)] = 1, size: Annotated[int, Query(ge=1, le=100)] = 20) -> None:
        self.page = page
        self.size = size

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size

    def result(self, items: list, total: int) -> dict:
        return {"items": items, "total": total, "page": self.page, "size": self.size}
