from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Team, User


def get_user(db: Session, user_id: int) -> User:
    return db.get(User, user_id)


def get_team(db: Session, name: str) -> Team:
    return db.execute(select(Team).where(Team.name == name)).scalar_one()


def get_members(db: Session, team_id: int) -> list[User]:
    return db.execute(select(User).where(User.team_id == team_id).order_by(User.id)).scalars().all()


def counts(db: Session) -> dict[str, int]:
    return {"users": len(db.scalars(select(User)).all()), "teams": len(db.scalars(select(Team)).all())}


def finder(db: Session):
    def find(user_id):
        return get_user(db, user_id)

    return find
