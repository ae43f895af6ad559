from sqlmodel import Session

from app.models import Hero, Team


class TeamNotFound(Exception):
    pass


def roster(session: Session, team_id: int) -> list[str]:
    team = session.get(Team, team_id)
    if not team:
        raise TeamNotFound(team_id)
    return sorted(hero.name for hero in team.heroes)


def rename_team(session: Session, team_id: int, name: str) -> list[str]:
    """팀 이름을 바꾸고 선수 명단을 돌려준다. roster() 가 같은 객체를 다시 꺼낸다."""
    team = session.get(Team, team_id)
    team.name = name
    session.add(team)
    session.commit()
    return roster(session, team_id)


def team_name_of(session: Session, hero_id: int) -> str:
    hero = session.get(Hero, hero_id)
    return hero.team.name if hero.team else "(무소속)"
