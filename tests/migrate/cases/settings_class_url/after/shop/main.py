from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shop.config import get_settings
from shop.db import engine, get_session, init_db


class Item(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str


@asynccontextmanager
async def lifespan(app: FastAPI):
    await init_db()
    yield
    await engine.dispose()


app = FastAPI(title=get_settings().app_name, lifespan=lifespan)
SessionDep = Annotated[AsyncSession, Depends(get_session)]


@app.post("/items", status_code=201)
async def create_item(item: Item, session: SessionDep) -> Item:
    session.add(item)
    await session.commit()
    await session.refresh(item)
    return item


@app.get("/items")
async def list_items(session: SessionDep) -> list[Item]:
    return (await session.exec(select(Item))).all()
