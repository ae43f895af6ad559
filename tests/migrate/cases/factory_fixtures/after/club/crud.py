from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from club.models import Club, Membership


async def is_full(session: AsyncSession, club: Club) -> bool:
    count = (await session.exec(select(func.count(Membership.id)).where(Membership.club_id == club.id))).one()
    return count >= club.capacity


async def join(session: AsyncSession, club: Club, member: str) -> bool:
    if await is_full(session, club):
        return False
    session.add(Membership(club_id=club.id, member=member))
    await session.commit()
    return True
