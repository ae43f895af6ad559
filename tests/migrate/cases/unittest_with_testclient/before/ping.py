from fastapi import Depends, FastAPI
from sqlmodel import Field, Session, SQLModel, create_engine, func, select

engine = create_engine("sqlite:///ping.db", connect_args={"check_same_thread": False})


class Hit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    path: str


def get_session():
    with Session(engine) as session:
        yield session


app = FastAPI()


@app.post("/hits")
def hit(path: str, session: Session = Depends(get_session)) -> int:
    session.add(Hit(path=path))
    session.commit()
    return session.exec(select(func.count()).select_from(Hit).where(Hit.path == path)).one()
