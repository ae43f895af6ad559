from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Response
from fastapi.responses import RedirectResponse
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///todo.db", connect_args={"check_same_thread": False})


class Todo(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    text: str
    done: bool = False


SQLModel.metadata.create_all(engine)

app = FastAPI()


def get_session():
    with Session(engine) as session:
        yield session


SessionDep = Annotated[Session, Depends(get_session)]


@app.get("/")
def index():
    return RedirectResponse("/todos")


@app.get("/todos")
def list_todos(session: SessionDep):
    return session.exec(select(Todo).order_by(Todo.id)).all()


@app.post("/todos", status_code=201)
def add_todo(todo: Todo, session: SessionDep, response: Response, x_token: Annotated[str, Header()]):
    if x_token != "secret":
        raise HTTPException(401, "토큰이 틀렸습니다")
    session.add(todo)
    session.commit()
    session.refresh(todo)
    response.set_cookie("last", str(todo.id))
    return todo


@app.delete("/todos")
def clear(session: SessionDep):
    for todo in session.exec(select(Todo)):
        session.delete(todo)
    session.commit()
    return {"ok": True}
