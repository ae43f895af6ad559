import asyncio
import hashlib

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.pool import StaticPool

engine = create_async_engine("sqlite+aiosqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


class Link(SQLModel, table=True):
    code: str = Field(primary_key=True)
    url: str
    clicks: int = 0


async def save(code: str, url: str) -> None:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        await session.merge(Link(code=code, url=url))
        await session.commit()


async def click(code: str, *, times: int = 1) -> int:
    async with AsyncSession(engine, expire_on_commit=False) as session:
        link = (await session.exec(select(Link).where(Link.code == code))).one()
        link.clicks += times
        session.add(link)
        await session.commit()
        return link.clicks


def shorten(url: str) -> str:
    return hashlib.scrypt(url.encode(), salt=b"s", n=2, r=1, p=1).hex()[:6]


app = FastAPI()


@app.post("/links")
async def create(url: str):
    # 오래 걸리는 계산은 계속 스레드에서
    code = await asyncio.to_thread(shorten, url)
    await save(code, url)
    return {"code": code}


@app.post("/links/{code}/clicks")
async def clicked(code: str, times: int = 1):
    first = await click(code, times=times)
    second = await click(code)
    third = await click(code, times=2)
    return [first, second, third]
