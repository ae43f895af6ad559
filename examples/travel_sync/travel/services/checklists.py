from sqlmodel import Session

from travel.models import Checklist, Plan
from travel.repositories import checklists as checklist_repository
from travel.schemas.checklist import ChecklistUpdate
from travel.transaction import retry_on_deadlock, transaction


def get_progress(session: Session, plan: Plan) -> dict:
    return {
        "total": checklist_repository.count_checklists(session, plan.id),
        "done": checklist_repository.count_checklists(session, plan.id, is_done=True),
        "items": checklist_repository.find_checklists(session, plan.id),
    }


def add_item(session: Session, plan: Plan, item: str) -> Checklist:
    return checklist_repository.save_checklist(session, Checklist(plan_id=plan.id, item=item))


def add_items(session: Session, plan: Plan, items: list[str]) -> list[Checklist]:
    """이미 있는 준비물은 건너뛴다."""
    existing = {checklist.item for checklist in plan.checklists}
    new_items = [item for item in dict.fromkeys(items) if item and item not in existing]
    with transaction(session):
        for item in new_items:
            plan.checklists.append(Checklist(item=item))
    return plan.checklists


def update_item(session: Session, checklist: Checklist, data: ChecklistUpdate) -> Checklist:
    for key, value in data.model_dump(exclude_unset=True, exclude_none=True).items():
        setattr(checklist, key, value)
    return checklist_repository.save_checklist(session, checklist)


@retry_on_deadlock()
def check_all(session: Session, plan_id: int, is_done: bool = True) -> int:
    count = checklist_repository.update_all_done(session, plan_id, is_done)
    session.commit()
    return count


def clear_done(session: Session, plan_id: int) -> int:
    return checklist_repository.delete_done(session, plan_id)
