from fastapi import FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, select

engine = create_engine("sqlite:///visits.db", connect_args={"check_same_thread": False})


class Visit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    page: str


app = FastAPI(title="방문 기록")


@app.post("/visits/{page}")
def visit(page: str):
    with Session(engine) as session:
        session.add(Visit(page=page))
        session.commit()
        return len(session.exec(select(Visit).where(Visit.page == page)).all())
