from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import selectinload

from library import models, schemas

engine = create_async_engine("sqlite+aiosqlite:///./library.db", connect_args={"check_same_thread": False})
SessionLocal = async_sessionmaker(autocommit=False, autoflush=False, bind=engine, expire_on_commit=False)

app = FastAPI()


async def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        await db.close()


@app.get("/branches", response_model=schemas.Page)
async def list_branches(skip: int = 0, limit: int = 10, db: AsyncSession = Depends(get_db)):
    query = select(models.Branch).options(selectinload(models.Branch.shelves).selectinload(models.Shelf.books))
    return {"total": await db.scalar(select(func.count()).select_from(query.subquery())), "items": (await db.scalars(query.order_by(models.Branch.id).offset(skip).limit(limit))).all()}


@app.get("/branches/{branch_id}")
async def get_branch(branch_id: int, db: AsyncSession = Depends(get_db)) -> schemas.BranchOut:
    branch = (await db.scalars(select(models.Branch).options(selectinload(models.Branch.shelves).selectinload(models.Shelf.books)).filter(models.Branch.id == branch_id).limit(1))).first()
    if branch is None:
        raise HTTPException(404)
    return schemas.BranchOut.model_validate(branch)
