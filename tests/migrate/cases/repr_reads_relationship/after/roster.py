from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Player, Team


async def roster(session: AsyncSession) -> list[str]:
    return [repr(player) for player in await session.scalars(select(Player).order_by(Player.id))]


async def sizes(session: AsyncSession) -> dict[str, int]:
    return {team.name: len(team) for team in await session.scalars(select(Team))}


async def teammates(session: AsyncSession, name: str) -> int:
    player = (await session.scalars(select(Player).where(Player.name == name))).one()
    return len(player.team) - 1
