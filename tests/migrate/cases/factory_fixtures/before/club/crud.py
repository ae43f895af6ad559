from sqlmodel import Session, func, select

from club.models import Club, Membership


def is_full(session: Session, club: Club) -> bool:
    count = session.exec(select(func.count(Membership.id)).where(Membership.club_id == club.id)).one()
    return count >= club.capacity


def join(session: Session, club: Club, member: str) -> bool:
    if is_full(session, club):
        return False
    session.add(Membership(club_id=club.id, member=member))
    session.commit()
    return True
