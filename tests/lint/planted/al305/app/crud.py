import asyncio

from sqlalchemy.ext.asyncio import AsyncSession as CoreSession
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from app import helpers
from app.helpers import reload, save
from app.models import Hero, Team
from infrastructure import SessionLocal


async def create_all(session: AsyncSession, heroes: list[Hero]):
    session.add_all(heroes)
    await session.commit()
    for hero in heroes:
        await session.refresh(hero)  # plant: AL305
    return heroes


async def untyped(db, rows):
    made = [Hero(name=row["name"]) for row in rows]
    db.add_all(made)
    await db.flush()
    return [await db.refresh(one) for one in made]  # plant: AL305


async def one_by_one(session: CoreSession, names):
    heroes = []
    for name in names:
        hero = Hero(name=name)
        session.add(hero)
        await session.commit()
        await session.refresh(hero)  # plant: AL305
        heroes.append(hero)
    return heroes


async def related(session: AsyncSession):
    teams = (await session.exec(select(Team))).all()
    for team in teams:
        await session.refresh(team, ["heroes"])  # plant: AL305
    return {team.name: len(team.heroes) for team in teams}


async def numbered(session: AsyncSession, teams):
    for number, team in enumerate(teams):
        if number % 2:
            await session.refresh(team, attribute_names=["heroes"])  # plant: AL305


async def through(session: AsyncSession, heroes):
    for hero in heroes:
        await reload(session, hero)  # plant: AL305
    return {hero.id: await helpers.reload(session, instance=hero) for hero in heroes}  # plant: AL305


async def streamed(session: AsyncSession):
    await untyped(session, [{"name": "a"}])
    async for hero in await session.stream_scalars(select(Hero)):
        await session.refresh(instance=hero)  # plant: AL305


async def pairs(session: AsyncSession, changed: dict[int, Hero]):
    for _, hero in changed.items():
        try:
            await session.refresh(hero)  # plant: AL305
        except Exception as error:
            raise LookupError from error


async def nested(session: AsyncSession, teams):
    for team in teams:
        for hero in team.heroes:
            hero.name = hero.name.title()
            await session.refresh(hero)  # plant: AL305


class Heroes:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def update(self, changes):
        found = []
        for number, name in changes:
            hero = await self.current(number)
            hero.name = name
            found.append(hero)
        await self._session.commit()
        for item in found:
            await self._session.refresh(item)  # plant: AL305
        return found

    async def current(self, number):
        return Hero(id=number)


async def own():
    async with SessionLocal() as session:
        heroes = (await session.exec(select(Hero))).all()
        for hero in heroes:
            await session.refresh(hero, with_for_update=True)
        first, second = heroes
        for hero in (first, second):
            await session.refresh(hero)
        await session.refresh(first)


async def waited(session: AsyncSession, hero: Hero):
    for _ in range(5):
        await session.refresh(hero)
        if hero.name:
            return hero
        await asyncio.sleep(1)
    while not hero.name:
        await session.refresh(hero)
    return await save(session, hero)
