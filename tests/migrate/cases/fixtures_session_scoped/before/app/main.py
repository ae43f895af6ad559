from collections.abc import Generator

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session, sessionmaker

from app.models import User

engine = create_engine("sqlite:///./users.db")
SessionLocal = sessionmaker(bind=engine)
app = FastAPI()


def get_db() -> Generator[Session, None, None]:
    with SessionLocal() as session:
        yield session


@app.post("/users", status_code=201)
def create_user(email: str, db: Session = Depends(get_db)):
    if db.scalar(select(User).where(User.email == email)):
        raise HTTPException(409)
    user = User(email=email)
    db.add(user)
    db.commit()
    return {"id": user.id, "email": user.email}


@app.get("/users/{user_id}")
def read_user(user_id: int, db: Session = Depends(get_db)):
    user = db.get(User, user_id)
    if user is None:
        raise HTTPException(404)
    return {"id": user.id, "email": user.email}
