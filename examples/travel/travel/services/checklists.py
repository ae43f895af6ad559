from aiolift import AsyncSession
from travel.models import Checklist, Plan
from travel.repositories import checklists as checklist_repository
from travel.schemas.checklist import ChecklistUpdate


async def get_progress(session: AsyncSession, plan: Plan) -> dict:
    return {
        "total": await checklist_repository.count_checklists(session, plan.id),
        "done": await checklist_repository.count_checklists(session, plan.id, is_done=True),
        "items": await checklist_repository.find_checklists(session, plan.id),
    }


async def add_item(session: AsyncSession, plan: Plan, item: str) -> Checklist:
    return await checklist_repository.save_checklist(session, Checklist(plan_id=plan.id, item=item))


async def add_items(session: AsyncSession, plan: Plan, items: list[str]) -> list[Checklist]:
    """이미 있는 준비물은 건너뛴다."""
    existing = {checklist.item for checklist in plan.checklists}
    new_items = [item for item in dict.fromkeys(items) if item and item not in existing]
    plan.checklists.extend(Checklist(item=item) for item in new_items)
    await session.flush()
    return plan.checklists


async def update_item(session: AsyncSession, checklist: Checklist, data: ChecklistUpdate) -> Checklist:
    for key, value in data.model_dump(exclude_unset=True, exclude_none=True).items():
        setattr(checklist, key, value)
    return await checklist_repository.save_checklist(session, checklist)


async def check_all(session: AsyncSession, plan_id: int, is_done: bool = True) -> int:
    return await checklist_repository.update_all_done(session, plan_id, is_done)


async def clear_done(session: AsyncSession, plan_id: int) -> int:
    return await checklist_repository.delete_done(session, plan_id)
