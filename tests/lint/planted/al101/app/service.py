import asyncio

from app import crud
from app.crud import HeroRepository as Heroes, save as store


async def rename(session, hero_id, name):
    hero = crud.get(session, hero_id)  # plant: AL101
    hero.name = name
    await store(session, hero)


async def rename_all(session, ids, name):
    for hero in [crud.get(session, number) for number in ids]:  # plant: AL101
        hero.name = name
    await session.commit()


async def exists(session, hero_id):
    if crud.get(session, hero_id):  # plant: AL101
        return True
    return False


async def title(session, hero_id):
    return f"Hero: {crud.get(session, hero_id)}"  # plant: AL101


async def report(repository: Heroes, names):
    print(repository.by_name("A"))  # plant: AL101
    return len([one for name in names if (one := await repository.by_name(name))])


async def all_known(repository: Heroes, names):
    return all(repository.by_name(name) for name in names)  # plant: AL101


def name_of(session, hero_id):
    return crud.get(session, hero_id).name  # plant: AL101


async def pairs(repository: Heroes):
    first, second = await asyncio.gather(repository.by_name("A"), repository.by_name("B"))
    pending = repository.by_name("C")
    return first, second, await pending
