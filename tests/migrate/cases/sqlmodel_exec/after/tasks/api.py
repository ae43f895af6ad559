from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from sqlmodel import col, delete, func, or_, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from tasks.models import Task

router = APIRouter(prefix="/tasks", tags=["할 일"])


async def get_session(request: Request):
    async with AsyncSession(request.app.state.engine, expire_on_commit=False) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


@router.get("/")
async def list_tasks(session: SessionDep, q: str | None = None):
    statement = select(Task).order_by(col(Task.id))
    if q:
        statement = statement.where(or_(col(Task.title).contains(q), Task.title == q))
    return (await session.exec(statement)).all()


@router.get("/count")
async def count_tasks(session: SessionDep) -> dict[str, int]:
    total = (await session.exec(select(func.count()).select_from(Task))).one()
    done = (await session.exec(select(func.count(col(Task.id))).where(Task.done))).one()
    return {"total": total, "done": done}


@router.get("/calendar")
async def calendar(session: SessionDep):
    rows = await session.exec(select(Task.due, func.count()).where(col(Task.due).is_not(None)).group_by(Task.due))
    return {str(due): n for due, n in rows}


@router.get("/{task_id}")
async def get_task(task_id: int, session: SessionDep) -> Task:
    if not (task := (await session.exec(select(Task).where(Task.id == task_id))).one_or_none()):
        raise HTTPException(404)
    return task


@router.post("/", status_code=201)
async def add_task(task: Task, session: SessionDep) -> Task:
    task = Task.model_validate(task)
    session.add(task)
    await session.commit()
    await session.refresh(task)
    return task


@router.post("/finish")
async def finish(session: SessionDep, before: date) -> dict[str, int]:
    result = await session.exec(update(Task).where(col(Task.due) < before).values(done=True))
    await session.commit()
    return {"finished": result.rowcount}


@router.delete("/done")
async def clean(session: SessionDep) -> int:
    removed = (await session.exec(delete(Task).where(col(Task.done)))).rowcount
    await session.commit()
    return removed


def create_app(engine) -> FastAPI:
    app = FastAPI()
    app.state.engine = engine
    app.include_router(router)
    return app
