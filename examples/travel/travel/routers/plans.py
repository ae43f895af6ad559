from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends

from travel.dependencies import CurrentMember, MyPlan, Pagination, PlanServiceDep
from travel.schemas.common import Page
from travel.schemas.plan import (
    PlanCopyRequest,
    PlanCreate,
    PlanDetail,
    PlanOrderRequest,
    PlanSpotCreate,
    PlanSummary,
    PlanUpdate,
    ShareResponse,
)
from travel.tasks import send_mail

router = APIRouter(prefix="/plans", tags=["plans"])


@router.get("", response_model=Page[PlanSummary])
async def list_my_plans(member: CurrentMember, service: PlanServiceDep, pagination: Annotated[Pagination, Depends()]):
    plans, total = await service.list_my_plans(member, pagination.offset, pagination.size)
    return pagination.result(plans, total)


@router.post("", response_model=PlanDetail, status_code=201)
async def create_plan(data: PlanCreate, member: CurrentMember, service: PlanServiceDep):
    return await service.create_plan(member, data)


@router.get("/shared/{share_code}", response_model=PlanDetail)
async def get_shared_plan(share_code: str, service: PlanServiceDep):
    """로그인하지 않아도 볼 수 있다."""
    return await service.get_shared_plan(share_code)


@router.get("/{plan_id}", response_model=PlanDetail)
async def get_plan(plan_id: int, member: CurrentMember, service: PlanServiceDep):
    return await service.get_readable_plan(plan_id, member)


@router.get("/{plan_id}/summary", response_model=PlanSummary)
async def get_plan_summary(plan: MyPlan):
    return plan


@router.patch("/{plan_id}", response_model=PlanDetail)
async def update_plan(plan_id: int, data: PlanUpdate, member: CurrentMember, service: PlanServiceDep):
    return await service.update_plan(plan_id, member, data)


@router.delete("/{plan_id}", status_code=204)
async def delete_plan(plan_id: int, member: CurrentMember, service: PlanServiceDep):
    await service.delete_plan(plan_id, member)


@router.post("/{plan_id}/spots", response_model=PlanDetail, status_code=201)
async def add_plan_spot(plan_id: int, data: PlanSpotCreate, member: CurrentMember, service: PlanServiceDep):
    return await service.add_spot(plan_id, member, data)


@router.put("/{plan_id}/spots/order", response_model=PlanDetail)
async def reorder_plan_spots(plan_id: int, request: PlanOrderRequest, member: CurrentMember, service: PlanServiceDep):
    return await service.reorder(plan_id, member, request.day, request.plan_spot_ids)


@router.delete("/{plan_id}/spots/{plan_spot_id}", response_model=PlanDetail)
async def remove_plan_spot(plan_id: int, plan_spot_id: int, member: CurrentMember, service: PlanServiceDep):
    return await service.remove_spot(plan_id, plan_spot_id, member)


@router.post("/{plan_id}/copy", response_model=PlanDetail, status_code=201)
async def copy_plan(plan_id: int, request: PlanCopyRequest, member: CurrentMember, service: PlanServiceDep):
    return await service.copy_plan(plan_id, member, request.start_date)


@router.post("/{plan_id}/share", response_model=ShareResponse)
async def share_plan(plan_id: int, background_tasks: BackgroundTasks, member: CurrentMember, service: PlanServiceDep):
    plan = await service.share(plan_id, member)
    background_tasks.add_task(send_mail, member.id, f"'{plan.title}' 계획을 공유했습니다")
    return {"share_code": plan.share_code}
