from typing import List, Optional

from fastapi import Depends, FastAPI
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from .database import create_db_and_tables, engine, get_session


class TeamBase(SQLModel):
    name: str = Field(index=True)
    city: str


class Team(TeamBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)


app = FastAPI()


@app.on_event("startup")
async def on_startup():
    await create_db_and_tables()
    async with AsyncSession(engine, expire_on_commit=False) as session:
        if (await session.exec(select(Team))).first() is None:
            session.add(Team(name="기본 팀", city="서울"))
            await session.commit()


@app.on_event("shutdown")
async def on_shutdown():
    await engine.dispose()


@app.get("/teams", response_model=List[Team])
async def read_teams(*, session: AsyncSession = Depends(get_session), offset: int = 0):
    teams = (await session.exec(select(Team).offset(offset))).all()
    return teams
