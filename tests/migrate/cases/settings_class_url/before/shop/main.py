from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, select

from shop.config import get_settings
from shop.db import engine, get_session, init_db


class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


@asynccontextmanager
async def lifespan(app: FastAPI):
    init_db()
    yield
    engine.dispose()


app = FastAPI(title=get_settings().app_name, lifespan=lifespan)
SessionDep = Annotated[Session, Depends(get_session)]


@app.post("/items", status_code=201)
def create_item(item: Item, session: SessionDep) -> Item:
    session.add(item)
    session.commit()
    session.refresh(item)
    return item


@app.get("/items")
def list_items(session: SessionDep) -> list[Item]:
    return session.exec(select(Item)).all()
