from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from app import crud

app = FastAPI()


async def get_session():
    async with AsyncSession(create_async_engine("sqlite+aiosqlite://")) as session:
        yield session


@app.get("/spots")
async def spots(session: AsyncSession = Depends(get_session)):
    return await crud.count(session)
