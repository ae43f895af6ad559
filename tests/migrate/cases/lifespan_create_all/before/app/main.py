from contextlib import asynccontextmanager

from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import database
from app.database import Word, engine


@asynccontextmanager
async def lifespan(app: FastAPI):
    # 시작할 때 테이블을 새로 만들고 기본 단어를 넣는다
    database.reset(engine)
    database.seed()
    assert database.ping()
    with Session(engine) as session:
        app.state.words = len(session.scalars(select(Word)).all())
    yield
    engine.dispose()


app = FastAPI(lifespan=lifespan)


@app.get("/words/{korean}")
def translate(korean: str):
    with Session(engine) as session:
        return {"english": session.scalar(select(Word.english).where(Word.korean == korean))}


@app.get("/count")
def count():
    return app.state.words
