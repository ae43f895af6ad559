from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

from library import models, schemas

engine = create_engine("sqlite:///./library.db", connect_args={"check_same_thread": False})
SessionLocal = sessionmaker(autocommit=False, autoflush=False, bind=engine)

app = FastAPI()


def get_db():
    db = SessionLocal()
    try:
        yield db
    finally:
        db.close()


@app.get("/branches", response_model=schemas.Page)
def list_branches(skip: int = 0, limit: int = 10, db: Session = Depends(get_db)):
    query = db.query(models.Branch)
    return {"total": query.count(), "items": query.order_by(models.Branch.id).offset(skip).limit(limit).all()}


@app.get("/branches/{branch_id}")
def get_branch(branch_id: int, db: Session = Depends(get_db)) -> schemas.BranchOut:
    branch = db.query(models.Branch).filter(models.Branch.id == branch_id).first()
    if branch is None:
        raise HTTPException(404)
    return schemas.BranchOut.model_validate(branch)
