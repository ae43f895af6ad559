from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from app import service
from app.crud import HeroRepository

engine = create_async_engine("mysql+asyncmy://root@127.0.0.1/heroes")
factory = async_sessionmaker(engine, expire_on_commit=False)
app = FastAPI()


async def get_db():
    async with factory() as session:
        yield session


@app.post("/heroes/{hero_id}")
async def rename(hero_id: int, name: str, db: AsyncSession = Depends(get_db)):
    await service.rename(db, hero_id, name)
    db.commit()  # plant: AL101
    return {"done": True}


@app.get("/heroes")
async def known(name: str, db: AsyncSession = Depends(get_db)):
    repository = HeroRepository(db)
    answer = {"known": repository.by_name(name) is not None}  # plant: AL101
    title = await service.title(db, 1)
    name = service.name_of(db, 1)
    await service.rename_all(db, [1], name)
    await service.exists(db, 1)
    await service.report(repository, [name])
    await service.all_known(repository, [name])
    return answer, title
