from contextlib import asynccontextmanager

from fastapi import Depends, FastAPI, HTTPException, Query
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class HeroBase(SQLModel):
    name: str = Field(index=True)
    age: int | None = None


class Hero(HeroBase, table=True):
    id: int | None = Field(default=None, primary_key=True)


class HeroUpdate(SQLModel):
    name: str | None = None
    age: int | None = None


engine = create_async_engine("sqlite+aiosqlite://", connect_args={"check_same_thread": False})


@asynccontextmanager
async def lifespan(app: FastAPI):
    async with engine.begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    yield
    await engine.dispose()


app = FastAPI(lifespan=lifespan)


async def get_session():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


@app.post("/heroes/", response_model=Hero)
async def create_hero(*, session: AsyncSession = Depends(get_session), hero: HeroBase):
    db_hero = Hero.model_validate(hero)
    session.add(db_hero)
    await session.commit()
    await session.refresh(db_hero)
    return db_hero


@app.get("/heroes/", response_model=list[Hero])
async def read_heroes(*, session: AsyncSession = Depends(get_session), offset: int = 0, limit: int = Query(default=100, le=100)):
    heroes = (await session.exec(select(Hero).offset(offset).limit(limit))).all()
    return heroes


@app.patch("/heroes/{hero_id}", response_model=Hero)
async def update_hero(*, session: AsyncSession = Depends(get_session), hero_id: int, hero: HeroUpdate):
    db_hero = await session.get(Hero, hero_id)
    if not db_hero:
        raise HTTPException(status_code=404, detail="Hero not found")
    db_hero.sqlmodel_update(hero.model_dump(exclude_unset=True))
    session.add(db_hero)
    await session.commit()
    await session.refresh(db_hero)
    return db_hero


@app.delete("/heroes/{hero_id}")
async def delete_hero(*, session: AsyncSession = Depends(get_session), hero_id: int):
    hero = await session.get(Hero, hero_id)
    if not hero:
        raise HTTPException(status_code=404, detail="Hero not found")
    await session.delete(hero)
    await session.commit()
    return {"ok": True}


@app.get("/version")
def version():
    return {"version": "1.0"}
