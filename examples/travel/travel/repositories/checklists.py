from sqlalchemy.orm import joinedload
from sqlmodel import col, delete, func, select, update

from aiolift import AsyncSession
from travel.models import Checklist


async def get_checklist(session: AsyncSession, checklist_id: int) -> Checklist | None:
    return await session.get(Checklist, checklist_id, options=[joinedload(Checklist.plan)])


async def find_checklists(session: AsyncSession, plan_id: int, is_done: bool | None = None) -> list[Checklist]:
    statement = select(Checklist).where(Checklist.plan_id == plan_id).order_by(Checklist.id)
    if is_done is not None:
        statement = statement.where(Checklist.is_done == is_done)
    return list(await session.exec(statement))


async def count_checklists(session: AsyncSession, plan_id: int, is_done: bool | None = None) -> int:
    statement = select(func.count(Checklist.id)).where(Checklist.plan_id == plan_id)
    if is_done is not None:
        statement = statement.where(Checklist.is_done == is_done)
    return (await session.exec(statement)).one()


async def save_checklist(session: AsyncSession, checklist: Checklist) -> Checklist:
    session.add(checklist)
    await session.flush()
    return checklist


async def delete_checklist(session: AsyncSession, checklist: Checklist) -> None:
    await session.delete(checklist)
    await session.flush()


async def update_all_done(session: AsyncSession, plan_id: int, is_done: bool) -> int:
    result = await session.exec(update(Checklist).where(Checklist.plan_id == plan_id).values(is_done=is_done))
    return result.rowcount


async def delete_done(session: AsyncSession, plan_id: int) -> int:
    statement = delete(Checklist).where(Checklist.plan_id == plan_id, col(Checklist.is_done).is_(True))
    result = await session.exec(statement)
    return result.rowcount
