from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, Request
from sqlmodel import Session, select

from app import db
from app.db import Menu, get_session


@asynccontextmanager
async def lifespan(app: FastAPI):
    db.init_db()
    app.state.greeting = "어서 오세요"
    yield
    db.engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/menu")
def menu(request: Request, session: Session = Depends(get_session)):
    rows = session.exec(select(Menu).order_by(Menu.price)).all()
    return {"greeting": request.app.state.greeting, "menu": [row.name for row in rows]}


def kiosk() -> FastAPI:
    """한 테이블의 주문기: 만들 때 메뉴를 읽는다"""
    db.init_db()
    with Session(db.engine) as session:
        names = session.exec(select(Menu.name).order_by(Menu.id)).all()
    made = FastAPI(lifespan=lifespan)
    made.add_api_route("/names", lambda: names)
    return made


def kiosks(tables: int) -> list[FastAPI]:
    return [kiosk() for _ in range(tables)]
