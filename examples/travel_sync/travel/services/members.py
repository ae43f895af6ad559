import secrets
from datetime import timedelta

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

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
from travel.transaction import log_elapsed


def issue_tokens(member_id: int, session: Session) -> Member:
    """토큰을 새로 발급하고, 토큰이 들어 있는 회원을 돌려준다."""
    update_member_tokens(
        member_id,
        secrets.token_urlsafe(32),
        secrets.token_urlsafe(32),
        utcnow() + timedelta(minutes=settings.access_token_minutes),
        session,
    )
    return get_member(member_id, session)


@log_elapsed
def sign_up(request: SignUpRequest, session: Session) -> Member:
    profile = verify_oauth_token(request.oauth, request.oauth_token)
    if profile.email != request.email.lower():
        raise InvalidOauthTokenError("이메일이 소셜 계정과 다릅니다.")
    if is_exist_member_by_email(profile.email, request.oauth, session):
        raise DuplicateMemberError()
    if is_exist_nickname(request.nickname, session):
        raise DuplicateNicknameError()

    member = Member(
        email=profile.email,
        oauth=request.oauth,
        nickname=request.nickname,
        profile_image_url=request.profile_image_url,
    )
    try:
        member = save_member(member, session)
    except IntegrityError:
        # 동시에 두 번 가입을 누른 경우
        session.rollback()
        raise DuplicateMemberError() from None
    return issue_tokens(member.id, session)


@log_elapsed
def login(request: LoginRequest, session: Session) -> Member:
    profile = verify_oauth_token(request.oauth, request.oauth_token)
    member = get_member_by_email(profile.email, request.oauth, session)
    if not member:
        raise MemberNotFoundError()
    return issue_tokens(member.id, session)


def refresh_tokens(refresh_token: str, session: Session) -> Member:
    member = get_member_by_refresh_token(refresh_token, session)
    if not member:
        raise InvalidRefreshTokenError()
    return issue_tokens(member.id, session)


def logout(member: Member, session: Session) -> None:
    update_member_tokens(member.id, None, None, None, session)


def change_nickname(member: Member, nickname: str, session: Session) -> Member:
    nickname = nickname.strip()
    if nickname != member.nickname and is_exist_nickname(nickname, session):
        raise DuplicateNicknameError()
    return update_nickname(member, nickname, session)


def change_profile_image(member: Member, filename: str, content: bytes, session: Session) -> Member:
    suffix = filename.rsplit(".", 1)[-1].lower()
    settings.upload_dir.mkdir(parents=True, exist_ok=True)
    path = settings.upload_dir / f"{member.id}-{secrets.token_hex(8)}.{suffix}"
    path.write_bytes(content)
    member.profile_image_url = f"/uploads/{path.name}"
    return save_member(member, session)


def get_stats(member: Member, session: Session) -> MemberStats:
    return MemberStats(
        plan_count=len(member.plans),
        spot_count=len(member.spots),
        visited_provinces=PlanRepository(session).get_visited_provinces(member.id),
    )


def withdraw(member: Member, session: Session) -> None:
    delete_member(member, session)
