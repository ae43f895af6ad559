from collections.abc import AsyncGenerator

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from app.models import User

engine = create_async_engine("sqlite+aiosqlite:///./users.db")
SessionLocal = async_sessionmaker(bind=engine, expire_on_commit=False)
app = FastAPI()


async def get_db() -> AsyncGenerator[AsyncSession, None]:
    async with SessionLocal() as session:
        yield session


@app.post("/users", status_code=201)
async def create_user(email: str, db: AsyncSession = Depends(get_db)):
    if await db.scalar(select(User).where(User.email == email)):
        raise HTTPException(409)
    user = User(email=email)
    db.add(user)
    await db.commit()
    return {"id": user.id, "email": user.email}


@app.get("/users/{user_id}")
async def read_user(user_id: int, db: AsyncSession = Depends(get_db)):
    user = await db.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    return {"id": user.id, "email": user.email}
