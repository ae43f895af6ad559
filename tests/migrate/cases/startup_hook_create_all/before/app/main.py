from typing import List, Optional

from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, select

from .database import create_db_and_tables, engine, get_session


class TeamBase(SQLModel):
    name: str = Field(index=True)
    city: str


class Team(TeamBase, table=True):
    id: Optional[int] = Field(default=None, primary_key=True)


app = FastAPI()


@app.on_event("startup")
def on_startup():
    create_db_and_tables()
    with Session(engine) as session:
        if session.exec(select(Team)).first() is None:
            session.add(Team(name="기본 팀", city="서울"))
            session.commit()


@app.on_event("shutdown")
def on_shutdown():
    engine.dispose()


@app.get("/teams", response_model=List[Team])
def read_teams(*, session: Session = Depends(get_session), offset: int = 0):
    teams = session.exec(select(Team).offset(offset)).all()
    return teams
