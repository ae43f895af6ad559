from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Hero, Team


class TeamNotFound(Exception):
    pass


async def roster(session: AsyncSession, team_id: int) -> list[str]:
    team = await session.get(Team, team_id)
    if not team:
        raise TeamNotFound(team_id)
    return sorted(hero.name for hero in await team.awaitable_attrs.heroes)


async def rename_team(session: AsyncSession, team_id: int, name: str) -> list[str]:
    """팀 이름을 바꾸고 선수 명단을 돌려준다. roster() 가 같은 객체를 다시 꺼낸다."""
    team = await session.get(Team, team_id)
    team.name = name
    session.add(team)
    await session.commit()
    return await roster(session, team_id)


async def team_name_of(session: AsyncSession, hero_id: int) -> str:
    hero = await session.get(Hero, hero_id)
    return (await hero.awaitable_attrs.team).name if await hero.awaitable_attrs.team else "(무소속)"
