from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, create_engine, select
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///todo.db", connect_args={"check_same_thread": False})
sync_engine = create_engine("sqlite:///todo.db", connect_args={"check_same_thread": False})  # for code that cannot await


class Todo(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    done: bool = False


SQLModel.metadata.create_all(sync_engine)

app = FastAPI()


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


@app.get("/")
def index():
    return RedirectResponse("/todos")


@app.get("/todos")
async def list_todos(session: SessionDep):
    return (await session.exec(select(Todo).order_by(Todo.id))).all()


@app.post("/todos", status_code=201)
async def add_todo(todo: Todo, session: SessionDep, response: Response, x_token: Annotated[str, Header()]):
    if x_token != "secret":
        raise HTTPException(401, "토큰이 틀렸습니다")
    session.add(todo)
    await session.commit()
    await session.refresh(todo)
    response.set_cookie("last", str(todo.id))
    return todo


@app.delete("/todos")
async def clear(session: SessionDep):
    for todo in await session.exec(select(Todo)):
        await session.delete(todo)
    await session.commit()
    return {"ok": True}
