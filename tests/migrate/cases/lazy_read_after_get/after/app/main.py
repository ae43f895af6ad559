from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from app.service import TeamNotFound, rename_team, roster, team_name_of

sqlite_file_name = "database.db"
sqlite_url = f"sqlite+aiosqlite:///{sqlite_file_name}"
engine = create_async_engine(sqlite_url, connect_args={"check_same_thread": False})


async def create_db_and_tables():
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


app = FastAPI()


@app.get("/teams/{team_id}/roster")
async def read_roster(team_id: int, session: AsyncSession = Depends(get_session)):
    try:
        return await roster(session, team_id)
    except TeamNotFound:
        raise HTTPException(status_code=404, detail="Team not found")


@app.patch("/teams/{team_id}")
async def patch_team(team_id: int, name: str, session: AsyncSession = Depends(get_session)):
    return await rename_team(session, team_id, name)


@app.get("/heroes/{hero_id}/team")
async def read_team_of_hero(*, session: AsyncSession = Depends(get_session), hero_id: int):
    return {"team": await team_name_of(session, hero_id)}
