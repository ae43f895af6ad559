from datetime import datetime

from sqlmodel import Session, exists, func, select, update

from travel.models import Member, OauthProvider


def get_member_id_by_email(email: str, session: Session) -> int | None:
    return session.exec(select(Member.id).where(Member.email == email).order_by(Member.id)).first()


def is_exist_member_by_email(email: str, oauth: OauthProvider, session: Session) -> bool:
    statement = select(Member).where(Member.email == email, Member.oauth == oauth)
    member = session.exec(statement).first()
    return member is not None


def is_exist_nickname(nickname: str, session: Session) -> bool:
    return session.exec(select(exists().where(Member.nickname == nickname))).one()


def get_member(member_id: int, session: Session) -> Member | None:
    return session.get(Member, member_id)


def get_member_by_email(email: str, oauth: OauthProvider, session: Session) -> Member | None:
    return session.exec(select(Member).where(Member.email == email, Member.oauth == oauth)).first()


def get_member_by_access_token(access_token: str, session: Session) -> Member | None:
    return session.exec(select(Member).where(Member.access_token == access_token)).first()


def get_member_by_refresh_token(refresh_token: str, session: Session) -> Member | None:
    return session.exec(select(Member).where(Member.refresh_token == refresh_token)).first()


def save_member(member: Member, session: Session) -> Member:
    session.add(member)
    session.commit()
    session.refresh(member)
    return member


def update_member_tokens(
    member_id: int,
    access_token: str | None,
    refresh_token: str | None,
    token_expired_at: datetime | None,
    session: Session,
) -> int:
    """바뀐 행의 수를 돌려준다."""
    statement = (
        update(Member)
        .where(Member.id == member_id)
        .values(access_token=access_token, refresh_token=refresh_token, token_expired_at=token_expired_at)
    )
    result = session.exec(statement)
    session.commit()
    return result.rowcount


def update_nickname(member: Member, nickname: str, session: Session) -> Member:
    member.nickname = nickname
    session.add(member)
    session.commit()
    return member


def delete_member(member: Member, session: Session) -> None:
    session.delete(member)
    session.commit()


def count_members(session: Session) -> int:
    return session.exec(select(func.count()).select_from(Member)).one()
