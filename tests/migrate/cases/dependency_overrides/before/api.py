from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base, sessionmaker

engine = create_engine("sqlite:///api.db", connect_args={"check_same_thread": False})
SessionLocal = sessionmaker(bind=engine)
Base = declarative_base()


class Member(Base):
    __tablename__ = "members"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    token = Column(String)


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


def get_settings():
    return {"service": "회원"}


def current_member(token: str = "", db: Session = Depends(get_db)) -> Member:
    member = db.query(Member).filter(Member.token == token).first()
    if member is None:
        raise HTTPException(401)
    return member


class Pagination:
    def __init__(self, limit: int = 10):
        self.limit = limit


app = FastAPI()


@app.get("/me")
def me(member: Member = Depends(current_member), settings: dict = Depends(get_settings)):
    return {"name": member.name, "service": settings["service"]}


@app.get("/members")
def members(page: Pagination = Depends(), db: Session = Depends(get_db)):
    return [m.name for m in db.query(Member).order_by(Member.id).limit(page.limit)]


@app.get("/members/{id}")
def one_member(id: int, db: Session = Depends(get_db)):
    member = db.get(Member, id)
    return {"name": member.name if member else None}
