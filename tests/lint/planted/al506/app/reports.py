import os

from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

engine = create_async_engine(os.environ["REPORTS_URL"])
Session = async_sessionmaker(bind=engine)
unpooled = create_async_engine(os.environ["REPORTS_URL"], poolclass=NullPool)
disposed = create_async_engine("postgresql+asyncpg://travel@db/disposed")
app = FastAPI()


async def get_db():
    async with Session() as session:
        yield session


@app.get("/reports")
async def reports(session: AsyncSession = Depends(get_db)):
    return (await session.execute(text("SELECT 1"))).all()
