from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy.ext.asyncio import AsyncAttrs, create_async_engine
from sqlmodel import Field, Relationship, SQLModel, update
from sqlmodel.ext.asyncio.session import AsyncSession

engine = create_async_engine("sqlite+aiosqlite:///heroes.db", connect_args={"check_same_thread": False})


class Team(SQLModel, AsyncAttrs, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, AsyncAttrs, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    level: int = 1
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


app = FastAPI()


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


@app.post("/heroes/{hero_id}/train")
async def train(hero_id: int, session: AsyncSession = Depends(get_session)):
    hero = await session.get(Hero, hero_id)
    if not hero:
        raise HTTPException(status_code=404)
    hero.level += 1
    await session.commit()
    return {"level": hero.level}


async def disband(session: AsyncSession, team: Team) -> int:
    """팀을 없앤다. 선수는 남는다. 이미 읽은 목록은 버리고 다시 센다."""
    await session.exec(update(Hero).where(Hero.team_id == team.id).values(team_id=None), execution_options={"synchronize_session": False})
    session.expire(team)
    left = len(await team.awaitable_attrs.heroes)
    await session.delete(team)
    await session.commit()
    return left
