import asyncio
import hashlib

from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Field, Session, SQLModel, create_engine, select
from sqlmodel.pool import StaticPool

engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Link(SQLModel, table=True):
    code: str = Field(primary_key=True)
    url: str
    clicks: int = 0


def save(code: str, url: str) -> None:
    with Session(engine) as session:
        session.merge(Link(code=code, url=url))
        session.commit()


def click(code: str, *, times: int = 1) -> int:
    with Session(engine) as session:
        link = session.exec(select(Link).where(Link.code == code)).one()
        link.clicks += times
        session.add(link)
        session.commit()
        return link.clicks


def shorten(url: str) -> str:
    return hashlib.scrypt(url.encode(), salt=b"s", n=2, r=1, p=1).hex()[:6]


app = FastAPI()


@app.post("/links")
async def create(url: str):
    # 오래 걸리는 계산은 계속 스레드에서
    code = await asyncio.to_thread(shorten, url)
    await run_in_threadpool(save, code, url)
    return {"code": code}


@app.post("/links/{code}/clicks")
async def clicked(code: str, times: int = 1):
    first = await asyncio.to_thread(click, code, times=times)
    loop = asyncio.get_running_loop()
    second = await loop.run_in_executor(None, click, code)
    third = await loop.run_in_executor(None, lambda: click(code, times=2))
    return [first, second, third]
