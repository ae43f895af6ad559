from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.models import Team, User


async def get_user(db: AsyncSession, user_id: int) -> User:
    return await db.get(User, user_id)


async def get_team(db: AsyncSession, name: str) -> Team:
    return (await db.execute(select(Team).where(Team.name == name))).scalar_one()


async def get_members(db: AsyncSession, team_id: int) -> list[User]:
    return (await db.execute(select(User).where(User.team_id == team_id).order_by(User.id))).scalars().all()


async def counts(db: AsyncSession) -> dict[str, int]:
    return {"users": len((await db.scalars(select(User))).all()), "teams": len((await db.scalars(select(Team))).all())}


def finder(db: AsyncSession):
    async def find(user_id):
        return await get_user(db, user_id)

    return find
