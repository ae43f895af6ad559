from sqlalchemy import select
from sqlalchemy.orm import Session

from models import Player, Team


def roster(session: Session) -> list[str]:
    return [repr(player) for player in session.scalars(select(Player).order_by(Player.id))]


def sizes(session: Session) -> dict[str, int]:
    return {team.name: len(team) for team in session.scalars(select(Team))}


def teammates(session: Session, name: str) -> int:
    player = session.scalars(select(Player).where(Player.name == name)).one()
    return len(player.team) - 1
