from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import Column, Integer, String, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import declarative_base

engine = create_async_engine("sqlite+aiosqlite:///api.db", connect_args={"check_same_thread": False})
SessionLocal = async_sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()


class Member(Base):
    __tablename__ = "members"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    token = Column(String)


async def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        await db.close()


def get_settings():
    return {"service": "회원"}


async def current_member(token: str = "", db: AsyncSession = Depends(get_db)) -> Member:
    member = (await db.scalars(select(Member).filter(Member.token == token).limit(1))).first()
    if member is None:
        raise HTTPException(401)
    return member


class Pagination:
    def __init__(self, limit: int = 10):
        self.limit = limit


app = FastAPI()


@app.get("/me")
def me(member: Member = Depends(current_member), settings: dict = Depends(get_settings)):
    return {"name": member.name, "service": settings["service"]}


@app.get("/members")
async def members(page: Pagination = Depends(), db: AsyncSession = Depends(get_db)):
    return [m.name for m in await db.scalars(select(Member).order_by(Member.id).limit(page.limit))]


@app.get("/members/{id}")
async def one_member(id: int, db: AsyncSession = Depends(get_db)):
    member = await db.get(Member, id)
    return {"name": member.name if member else None}
