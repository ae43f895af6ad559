from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Hero, Team


async def team_of(db, hero):
    result = await db.execute(select(Team).where(Team.id == hero.team_id))
    return result.scalar_one_or_none()


async def by_id(session: AsyncSession, number: int):
    return await session.get(Hero, number)


async def named(session: AsyncSession, name: str):
    return await session.scalar(select(Hero).where(Hero.name == name))


async def described(session: AsyncSession, name: str):
    hero = await named(session, name)
    return f"{name}: {hero}"


async def every(session: AsyncSession):
    return (await session.scalars(select(Hero))).all()


async def page(session: AsyncSession, offset: int, size: int):
    return (await session.scalars(select(Hero).offset(offset).limit(size))).all()


async def among(session: AsyncSession, ids):
    return (await session.scalars(select(Hero).where(Hero.id.in_(ids)))).all()


async def count(session: AsyncSession, team_id: int):
    return await session.scalar(select(func.count()).select_from(Hero).where(Hero.team_id == team_id))


async def renamed(session: AsyncSession, number: int):
    hero = await by_id(session, number)
    hero.name = hero.name.title()
    await session.commit()
