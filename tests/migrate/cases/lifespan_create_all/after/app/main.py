from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app import database
from app.database import Word, engine


@asynccontextmanager
async def lifespan(app: FastAPI):
    # 시작할 때 테이블을 새로 만들고 기본 단어를 넣는다
    await database.reset(engine)
    await database.seed()
    assert await database.ping()
    async with AsyncSession(engine, expire_on_commit=False) as session:
        app.state.words = len((await session.scalars(select(Word))).all())
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/words/{korean}")
async def translate(korean: str):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        return {"english": await session.scalar(select(Word.english).where(Word.korean == korean))}


@app.get("/count")
def count():
    return app.state.words
