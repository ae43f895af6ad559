from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request
from sqlmodel import Session, col, delete, func, or_, select, update

from tasks.models import Task

router = APIRouter(prefix="/tasks", tags=["할 일"])


def get_session(request: Request):
    with Session(request.app.state.engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@router.get("/")
def list_tasks(session: SessionDep, q: str | None = None):
    statement = select(Task).order_by(col(Task.id))
    if q:
        statement = statement.where(or_(col(Task.title).contains(q), Task.title == q))
    return session.exec(statement).all()


@router.get("/count")
def count_tasks(session: SessionDep) -> dict[str, int]:
    total = session.exec(select(func.count()).select_from(Task)).one()
    done = session.exec(select(func.count(col(Task.id))).where(Task.done)).one()
    return {"total": total, "done": done}


@router.get("/calendar")
def calendar(session: SessionDep):
    rows = session.exec(select(Task.due, func.count()).where(col(Task.due).is_not(None)).group_by(Task.due))
    return {str(due): n for due, n in rows}


@router.get("/{task_id}")
def get_task(task_id: int, session: SessionDep) -> Task:
    if not (task := session.exec(select(Task).where(Task.id == task_id)).one_or_none()):
        raise HTTPException(404)
    return task


@router.post("/", status_code=201)
def add_task(task: Task, session: SessionDep) -> Task:
    task = Task.model_validate(task)
    session.add(task)
    session.commit()
    session.refresh(task)
    return task


@router.post("/finish")
def finish(session: SessionDep, before: date) -> dict[str, int]:
    result = session.exec(update(Task).where(col(Task.due) < before).values(done=True))
    session.commit()
    return {"finished": result.rowcount}


@router.delete("/done")
def clean(session: SessionDep) -> int:
    removed = session.exec(delete(Task).where(col(Task.done))).rowcount
    session.commit()
    return removed


def create_app(engine) -> FastAPI:
    app = FastAPI()
    app.state.engine = engine
    app.include_router(router)
    return app
