from fastapi import FastAPI, HTTPException
from sqlmodel import Field, Session, SQLModel, create_engine, select


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)
    secret_name: str
    age: int | None = None


engine = create_engine("sqlite:///heroes.db", connect_args={"check_same_thread": False})

app = FastAPI()


@app.post("/heroes/", response_model=Hero)
def create_hero(hero: Hero):
    with Session(engine) as session:
        session.add(hero)
        session.commit()
        session.refresh(hero)
        return hero


@app.get("/heroes/", response_model=list[Hero])
def read_heroes():
    with Session(engine) as session:
        heroes = session.exec(select(Hero)).all()
        return heroes


@app.patch("/heroes/{hero_id}")
def grow_older(hero_id: int):
    with Session(engine) as session, session.begin():
        hero = session.get(Hero, hero_id)
        if not hero:
            raise HTTPException(status_code=404, detail="Hero not found")
        hero.age = (hero.age or 0) + 1
        return {"age": hero.age}


@app.delete("/heroes/")
def delete_heroes():
    with Session(bind=engine, expire_on_commit=False, autoflush=False) as session:
        for hero in session.exec(select(Hero)):
            session.delete(hero)
        session.commit()
    return {"ok": True}
