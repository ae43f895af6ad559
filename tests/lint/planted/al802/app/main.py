from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///travel.db")
factory = async_sessionmaker(engine)
app = FastAPI()


async def get_session():
    async with factory() as session:
        yield session


@app.get("/spots")
async def spots(session: AsyncSession = Depends(get_session)):
    return (await session.scalars("SELECT name FROM spot")).all()
