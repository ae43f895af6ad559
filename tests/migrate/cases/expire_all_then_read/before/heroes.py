from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Field, Relationship, Session, SQLModel, create_engine, update

engine = create_engine("sqlite:///heroes.db", connect_args={"check_same_thread": False})


class Team(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    heroes: list["Hero"] = Relationship(back_populates="team")


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    level: int = 1
    team_id: int | None = Field(default=None, foreign_key="team.id")
    team: Team | None = Relationship(back_populates="heroes")


app = FastAPI()


def get_session():
    with Session(engine) as session:
        yield session


@app.post("/heroes/{hero_id}/train")
def train(hero_id: int, session: Session = Depends(get_session)):
    hero = session.get(Hero, hero_id)
    if not hero:
        raise HTTPException(status_code=404)
    hero.level += 1
    session.commit()
    return {"level": hero.level}


def disband(session: Session, team: Team) -> int:
    """팀을 없앤다. 선수는 남는다. 이미 읽은 목록은 버리고 다시 센다."""
    session.exec(update(Hero).where(Hero.team_id == team.id).values(team_id=None), execution_options={"synchronize_session": False})
    session.expire(team)
    left = len(team.heroes)
    session.delete(team)
    session.commit()
    return left
