from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Request
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import db
from app.db import Menu, get_session


@asynccontextmanager
async def lifespan(app: FastAPI):
    await db.init_db()
    app.state.greeting = "어서 오세요"
    yield
    await db.engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/menu")
async def menu(request: Request, session: AsyncSession = Depends(get_session)):
    rows = (await session.exec(select(Menu).order_by(Menu.price))).all()
    return {"greeting": request.app.state.greeting, "menu": [row.name for row in rows]}


async def kiosk() -> FastAPI:
    """한 테이블의 주문기: 만들 때 메뉴를 읽는다"""
    await db.init_db()
    async with AsyncSession(db.engine, expire_on_commit=False) as session:
        names = (await session.exec(select(Menu.name).order_by(Menu.id))).all()
    made = FastAPI(lifespan=lifespan)
    made.add_api_route("/names", lambda: names)
    return made


async def kiosks(tables: int) -> list[FastAPI]:
    return [await kiosk() for _ in range(tables)]
