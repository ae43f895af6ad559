import asyncio
import secrets
from datetime import timedelta
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from aiolift import AsyncSession
from travel.config import settings
from travel.exceptions import (
    DuplicateMemberError,
    DuplicateNicknameError,
    InvalidOauthTokenError,
    InvalidRefreshTokenError,
    MemberNotFoundError,
)
from travel.models import Member
from travel.models.common import utcnow
from travel.oauth import verify_oauth_token
from travel.repositories.members import (
    delete_member,
    get_member,
    get_member_by_email,
    get_member_by_refresh_token,
    is_exist_member_by_email,
    is_exist_nickname,
    save_member,
    update_member_tokens,
    update_nickname,
)
from travel.repositories.plans import PlanRepository
from travel.schemas.member import LoginRequest, MemberStats, SignUpRequest
from travel.timing import log_elapsed


async def issue_tokens(member_id: int, session: AsyncSession) -> Member:
    """토큰을 새로 발급하고, 토큰이 들어 있는 회원을 돌려준다."""
    await update_member_tokens(
        member_id,
        secrets.token_urlsafe(32),
        secrets.token_urlsafe(32),
        utcnow() + timedelta(minutes=settings.access_token_minutes),
        session,
    )
    return await get_member(member_id, session)


@log_elapsed
async def sign_up(request: SignUpRequest, session: AsyncSession) -> Member:
    profile = verify_oauth_token(request.oauth, request.oauth_token)
    if profile.email != request.email.lower():
        raise InvalidOauthTokenError("이메일이 소셜 계정과 다릅니다.")
    if await is_exist_member_by_email(profile.email, request.oauth, session):
        raise DuplicateMemberError
    if await is_exist_nickname(request.nickname, session):
        raise DuplicateNicknameError

    member = Member(
        email=profile.email,
        oauth=request.oauth,
        nickname=request.nickname,
        profile_image_url=request.profile_image_url,
    )
    try:
        member = await save_member(member, session)
    except IntegrityError:
        # 동시에 두 번 가입을 누른 경우. 예외가 나면 세션이 rollback 한다
        raise DuplicateMemberError from None
    return await issue_tokens(member.id, session)


@log_elapsed
async def login(request: LoginRequest, session: AsyncSession) -> Member:
    profile = verify_oauth_token(request.oauth, request.oauth_token)
    member = await get_member_by_email(profile.email, request.oauth, session)
    if not member:
        raise MemberNotFoundError
    return await issue_tokens(member.id, session)


async def refresh_tokens(refresh_token: str, session: AsyncSession) -> Member:
    member = await get_member_by_refresh_token(refresh_token, session)
    if not member:
        raise InvalidRefreshTokenError
    return await issue_tokens(member.id, session)


async def logout(member: Member, session: AsyncSession) -> None:
    await update_member_tokens(member.id, None, None, None, session)


async def change_nickname(member: Member, nickname: str, session: AsyncSession) -> Member:
    nickname = nickname.strip()
    if nickname != member.nickname and await is_exist_nickname(nickname, session):
        raise DuplicateNicknameError
    return await update_nickname(member, nickname, session)


async def change_profile_image(member: Member, filename: str, content: bytes, session: AsyncSession) -> Member:
    suffix = filename.rsplit(".", 1)[-1].lower()
    path = settings.upload_dir / f"{member.id}-{secrets.token_hex(8)}.{suffix}"
    # 파일 쓰기는 이벤트 루프를 막으므로 스레드에서 한다
    await asyncio.to_thread(write_upload, path, content)
    member.profile_image_url = f"/uploads/{path.name}"
    return await save_member(member, session)


def write_upload(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


async def get_stats(member: Member, session: AsyncSession) -> MemberStats:
    await session.refresh(member, ["plans", "spots"])
    return MemberStats(
        plan_count=len(member.plans),
        spot_count=len(member.spots),
        visited_provinces=await PlanRepository(session).get_visited_provinces(member.id),
    )


async def withdraw(member: Member, session: AsyncSession) -> None:
    await delete_member(member, session)
