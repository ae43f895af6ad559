from datetime import datetime

from sqlmodel import exists, func, select, update

from aiolift import AsyncSession
from travel.models import Member, OauthProvider


async def get_member_id_by_email(email: str, session: AsyncSession) -> int | None:
    return (await session.exec(select(Member.id).where(Member.email == email).order_by(Member.id))).first()


async def is_exist_member_by_email(email: str, oauth: OauthProvider, session: AsyncSession) -> bool:
    return (await session.exec(select(exists().where(Member.email == email, Member.oauth == oauth)))).one()


async def is_exist_nickname(nickname: str, session: AsyncSession) -> bool:
    return (await session.exec(select(exists().where(Member.nickname == nickname)))).one()


async def get_member(member_id: int, session: AsyncSession) -> Member | None:
    return await session.get(Member, member_id)


async def get_member_by_email(email: str, oauth: OauthProvider, session: AsyncSession) -> Member | None:
    return (await session.exec(select(Member).where(Member.email == email, Member.oauth == oauth))).first()


async def get_member_by_access_token(access_token: str, session: AsyncSession) -> Member | None:
    return (await session.exec(select(Member).where(Member.access_token == access_token))).first()


async def get_member_by_refresh_token(refresh_token: str, session: AsyncSession) -> Member | None:
    return (await session.exec(select(Member).where(Member.refresh_token == refresh_token))).first()


async def save_member(member: Member, session: AsyncSession) -> Member:
    session.add(member)
    await session.flush()
    return member


async def update_member_tokens(
    member_id: int,
    access_token: str | None,
    refresh_token: str | None,
    token_expired_at: datetime | None,
    session: AsyncSession,
) -> int:
    """바뀐 행의 수를 돌려준다."""
    statement = (
        update(Member)
        .where(Member.id == member_id)
        .values(access_token=access_token, refresh_token=refresh_token, token_expired_at=token_expired_at)
    )
    result = await session.exec(statement)
    return result.rowcount


async def update_nickname(member: Member, nickname: str, session: AsyncSession) -> Member:
    member.nickname = nickname
    return await save_member(member, session)


async def delete_member(member: Member, session: AsyncSession) -> None:
    await session.delete(member)
    await session.flush()


async def count_members(session: AsyncSession) -> int:
    return (await session.exec(select(func.count()).select_from(Member))).one()
