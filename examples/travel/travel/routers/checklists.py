from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException

from travel.dependencies import CurrentMember, MyPlan, SessionDep
from travel.models import Checklist
from travel.repositories import checklists as checklist_repository
from travel.schemas.checklist import (
    ChecklistBulkCreate,
    ChecklistCreate,
    ChecklistProgress,
    ChecklistResponse,
    ChecklistUpdate,
)
from travel.schemas.common import Message
from travel.services import checklists as checklist_service

router = APIRouter(tags=["checklists"])


async def get_my_checklist(checklist_id: int, member: CurrentMember, session: SessionDep) -> Checklist:
    checklist = await checklist_repository.get_checklist(session, checklist_id)
    if checklist is None:
        raise HTTPException(status_code=404, detail="없는 준비물입니다.")
    if checklist.plan.member_id != member.id:
        raise HTTPException(status_code=403, detail="권한이 없습니다.")
    return checklist


MyChecklist = Annotated[Checklist, Depends(get_my_checklist)]


@router.get("/plans/{plan_id}/checklists", response_model=ChecklistProgress)
async def get_checklists(plan: MyPlan, session: SessionDep):
    return await checklist_service.get_progress(session, plan)


@router.post("/plans/{plan_id}/checklists", response_model=ChecklistResponse, status_code=201)
async def add_checklist(data: ChecklistCreate, plan: MyPlan, session: SessionDep):
    return await checklist_service.add_item(session, plan, data.item)


@router.post("/plans/{plan_id}/checklists/bulk", response_model=list[ChecklistResponse], status_code=201)
async def add_checklists(data: ChecklistBulkCreate, plan: MyPlan, session: SessionDep):
    return await checklist_service.add_items(session, plan, data.items)


@router.post("/plans/{plan_id}/checklists/check-all", response_model=Message)
async def check_all(plan: MyPlan, session: SessionDep):
    count = await checklist_service.check_all(session, plan.id)
    return Message(message="모두 챙겼습니다.", count=count)


@router.delete("/plans/{plan_id}/checklists/done", response_model=Message)
async def clear_done(plan: MyPlan, session: SessionDep):
    count = await checklist_service.clear_done(session, plan.id)
    return Message(message=f"{plan.title}: 챙긴 준비물을 지웠습니다.", count=count)


@router.patch("/checklists/{checklist_id}", response_model=ChecklistResponse)
async def update_checklist(data: ChecklistUpdate, checklist: MyChecklist, session: SessionDep):
    return await checklist_service.update_item(session, checklist, data)


@router.delete("/checklists/{checklist_id}", status_code=204)
async def delete_checklist(checklist: MyChecklist, session: SessionDep):
    await checklist_repository.delete_checklist(session, checklist)
