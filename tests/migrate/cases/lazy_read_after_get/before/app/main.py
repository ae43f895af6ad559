from fastapi import Depends, FastAPI, HTTPException
from sqlmodel import Session, SQLModel, create_engine

from app.service import TeamNotFound, rename_team, roster, team_name_of

sqlite_file_name = "database.db"
sqlite_url = f"sqlite:///{sqlite_file_name}"
engine = create_engine(sqlite_url, connect_args={"check_same_thread": False})


def create_db_and_tables():
    SQLModel.metadata.create_all(engine)


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.get("/teams/{team_id}/roster")
def read_roster(team_id: int, session: Session = Depends(get_session)):
    try:
        return roster(session, team_id)
    except TeamNotFound:
        raise HTTPException(status_code=404, detail="Team not found")


@app.patch("/teams/{team_id}")
def patch_team(team_id: int, name: str, session: Session = Depends(get_session)):
    return rename_team(session, team_id, name)


@app.get("/heroes/{hero_id}/team")
def read_team_of_hero(*, session: Session = Depends(get_session), hero_id: int):
    return {"team": team_name_of(session, hero_id)}
