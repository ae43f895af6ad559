from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from . import models
from .database import SessionLocal, sync_engine

models.Base.metadata.create_all(bind=sync_engine)

app = FastAPI()


# Dependency
async def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        await db.close()


@app.post("/users/")
async def create_user(email: str, db: AsyncSession = Depends(get_db)):
    db_user = (await db.scalars(select(models.User).filter(models.User.email == email).limit(1))).first()
    if db_user:
        raise HTTPException(status_code=400, detail="Email already registered")
    db_user = models.User(email=email)
    db.add(db_user)
    await db.commit()
    await db.refresh(db_user)
    return db_user


@app.get("/users/")
async def read_users(skip: int = 0, limit: int = 100, db: AsyncSession = Depends(get_db)):
    users = (await db.scalars(select(models.User).offset(skip).limit(limit))).all()
    return users
