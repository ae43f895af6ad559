import asyncio
import json
from pydantic import BaseModel
from sqlalchemy import select as choose
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession as CoreSession
from sqlalchemy.orm import selectinload
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from app import crud
from app.models import Hero, Team
from infrastructure import SessionLocal

NAMES = ("Deadpond", "Rusty-Man")


class Order(BaseModel):
    numbers: list[int]


async def got(session: AsyncSession):
    heroes = (await session.exec(select(Hero))).all()
    for hero in heroes:
        team = await session.get(Team, hero.team_id)  # plant: AL306
        print(team)


async def selected(session: AsyncSession):
    result = await session.exec(select(Team))
    counts = {}
    for team in result:
        statement = select(Hero).where(Hero.team_id == team.id)
        counts[team.name] = len((await session.exec(statement)).all())  # plant: AL306
    return counts


async def helped(db: CoreSession):
    for hero in (await db.execute(choose(Hero))).scalars().all():
        print(await crud.team_of(db, hero))  # plant: AL306


async def comprehended(session: CoreSession, ids: list[int]):
    return [await crud.by_id(session, number) for number in ids]  # plant: AL306


async def twice(session: CoreSession):
    heroes = await crud.every(session)
    for number, hero in enumerate(heroes, start=1):
        print(number, await crud.described(session, hero.name))  # plant: AL306


async def of_keys(db, keys):
    found = {}
    for key in set(keys):
        found[key] = (await db.scalars(choose(Hero).filter_by(id=key))).one_or_none()  # plant: AL306
    return found


async def of_schema(session: CoreSession, order: Order):
    await of_keys(session, order.numbers)
    for number in order.numbers:
        hero = await crud.by_id(session, number=number)  # plant: AL306
        if hero is None:
            raise LookupError(number)


class Teams:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _first(self, team_id):
        return (await self.session.exec(select(Hero).where(Hero.team_id == team_id))).first()

    async def firsts(self):
        teams = await self.session.exec(select(Team).order_by(Team.name))
        return {team.name: await self._first(team.id) for team in teams.all()}  # plant: AL306

    async def counts(self, teams: list[Team]):
        counts = []
        for team in sorted(teams, key=lambda one: one.name):
            key = team.id
            counts.append(await crud.count(self.session, key))  # plant: AL306
        return counts


async def related(session: AsyncSession):
    team = (await session.exec(select(Team).options(selectinload(Team.heroes)))).first()
    for hero in team.heroes:
        await session.get(Team, hero.team_id)  # plant: AL306
    return team


async def by_text(core: CoreSession):
    for row in (await core.execute(text("SELECT id FROM team"))).all():
        found = await core.execute(text("SELECT name FROM hero WHERE team_id = :team"), {"team": row.id})  # plant: AL306
        print(found.first())


async def collected(session: AsyncSession):
    numbers = set()
    for hero in await session.exec(select(Hero)):
        numbers.add(hero.team_id)
    for number in numbers:
        print(await session.get(Team, number))  # plant: AL306


class Pages:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def all(self):
        return (await self.session.exec(select(Team))).all()

    async def rosters(self):
        found = {}
        for team in await self.all():
            found[team.name] = await Teams(self.session)._first(team.id)  # plant: AL306
        return found


async def awaited(session: AsyncSession):
    names = []
    for hero in await session.exec(select(Hero)):
        team = await hero.awaitable_attrs.team  # plant: AL306
        names.append(team.name)
    return names


async def right(session: AsyncSession, core: CoreSession, heroes: list[Hero], ids: list[int]):
    for name in NAMES:
        print(await crud.named(core, name))
    for offset in range(0, 1000, 100):
        await crud.page(core, offset, 100)
    for start in range(0, len(ids), 100):
        await crud.among(core, ids[start : start + 100])
    for attempt in range(3):
        if await crud.by_id(core, attempt):
            break
    for hero in heroes:
        hero.name = hero.name.title()
        await session.exec(update(Hero).where(Hero.id == hero.id).values(name=hero.name))
    for hero in heroes:
        total = (await session.exec(select(Hero))).all()
        print(total, hero)
    teams = {team.id: team for team in await session.exec(select(Team).where(col(Team.id).in_(ids)))}
    return [teams[hero.team_id] for hero in heroes]


async def loaded(session: AsyncSession):
    found = []
    for hero in await session.exec(select(Hero).options(selectinload(Hero.team))):
        found.append(await hero.awaitable_attrs.team)
    return found


async def own_units(session: AsyncSession, ids: list[int]):
    for number in ids:
        async with SessionLocal() as own:
            await own.get(Hero, number)
    for number in ids:
        hero = await session.get(Hero, number)
        hero.name = ""
        await session.commit()
    for number in ids:
        await crud.renamed(session, number)
    for number in ids:
        if hero := await session.get(Hero, number):
            return hero
    for number in ids:
        locked = await session.get(Hero, number, with_for_update=True)
        print(locked)
    return None


async def waited(session: AsyncSession, job):
    while not job.done:
        job = await session.get(Hero, job.id)
        await asyncio.sleep(1)


def fetched(text):
    return json.loads(text)


async def imported(session: AsyncSession, text):
    for name, rank in fetched(text).items():
        hero = await session.get(Hero, name)  # plant: AL306
        hero.rank = rank


async def imported_at_once(session: AsyncSession, text):
    ranks = fetched(text)
    for hero in await session.exec(select(Hero).where(col(Hero.id).in_(ranks))):
        hero.rank = ranks[hero.id]
