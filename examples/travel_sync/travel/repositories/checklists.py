from sqlmodel import Session, delete, update

from travel.models import Checklist

# TODO: session.query 를 session.exec(select(...)) 로 바꾸기


def get_checklist(session, checklist_id) -> Checklist | None:
    return session.get(Checklist, checklist_id)


def find_checklists(session, plan_id, is_done=None) -> list[Checklist]:
    query = session.query(Checklist).filter(Checklist.plan_id == plan_id)
    if is_done is not None:
        query = query.filter(Checklist.is_done == is_done)
    return query.order_by(Checklist.id).all()


def count_checklists(session, plan_id, is_done=None) -> int:
    query = session.query(Checklist).filter_by(plan_id=plan_id)
    if is_done is not None:
        query = query.filter_by(is_done=is_done)
    return query.count()


def save_checklist(session: Session, checklist: Checklist) -> Checklist:
    session.add(checklist)
    session.commit()
    session.refresh(checklist)
    return checklist


def delete_checklist(session: Session, checklist: Checklist) -> None:
    session.delete(checklist)
    session.commit()


def update_all_done(session: Session, plan_id: int, is_done: bool) -> int:
    result = session.exec(update(Checklist).where(Checklist.plan_id == plan_id).values(is_done=is_done))
    return result.rowcount


def delete_done(session: Session, plan_id: int) -> int:
    result = session.exec(delete(Checklist).where(Checklist.plan_id == plan_id, Checklist.is_done == True))  # noqa: E712
    session.commit()
    return result.rowcount
