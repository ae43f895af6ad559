from fastapi import FastAPI, HTTPException
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Field, SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    secret_name: str
    age: int | None = None


engine = create_async_engine("sqlite+aiosqlite:///heroes.db", connect_args={"check_same_thread": False})

app = FastAPI()


@app.post("/heroes/", response_model=Hero)
async def create_hero(hero: Hero):
    async with AsyncSession(engine, expire_on_commit=False) as session:
        session.add(hero)
        await session.commit()
        await session.refresh(hero)
        return hero


@app.get("/heroes/", response_model=list[Hero])
async def read_heroes():
    async with AsyncSession(engine, expire_on_commit=False) as session:
        heroes = (await session.exec(select(Hero))).all()
        return heroes


@app.patch("/heroes/{hero_id}")
async def grow_older(hero_id: int):
    async with AsyncSession(engine, expire_on_commit=False) as session, session.begin():
        hero = await session.get(Hero, hero_id)
        if not hero:
            raise HTTPException(status_code=404, detail="Hero not found")
        hero.age = (hero.age or 0) + 1
        return {"age": hero.age}


@app.delete("/heroes/")
async def delete_heroes():
    async with AsyncSession(bind=engine, expire_on_commit=False, autoflush=False) as session:
        for hero in await session.exec(select(Hero)):
            await session.delete(hero)
        await session.commit()
    return {"ok": True}
